// Made by `make api-types` from the documents that the product serves. Do not edit.

export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Acknowledged: {
            confirm_draft: components["schemas"]["ThisMessage"];
            dismiss_draft: components["schemas"]["ThisMessage"];
            edit_message: components["schemas"]["SentOut"];
            join_conversation: components["schemas"]["InThisConversation"];
            leave_conversation: components["schemas"]["Acknowledged"];
            list_notifications: components["schemas"]["NotificationPage"];
            mark_notifications_read: components["schemas"]["UnreadCount"];
            ping: components["schemas"]["Pong"];
            regenerate: components["schemas"]["AnswerMessageOut"];
            resync: components["schemas"]["Resynced"];
            send_message: components["schemas"]["SentOut"];
            stop_generation: components["schemas"]["AnswerMessageOut"];
            switch_mode: components["schemas"]["InThisConversation"];
            typing: components["schemas"]["Acknowledged"];
        };
        /**
         * ActionOut
         * @description What can be done with an answer: `GET path` with your sign-in, a message to jump to, or one to send (`say`).
         */
        ActionOut: components["schemas"]["OpenMessageAction"] | components["schemas"]["OpenAction"] | components["schemas"]["SayAction"];
        /**
         * After
         * @description What came just before a trade, on the same session day.
         * @enum {string}
         */
        After: "win" | "loss";
        /**
         * AiDelta
         * @description Text of an answer as it comes: `content = content[:offset] + text`; offset 0 starts again.
         */
        AiDelta: {
            /**
             * Conversation Id
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            conversation_id: string;
            /**
             * Message Id
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            message_id: string;
            /** Offset */
            offset: number;
            /** Text */
            text: string;
        };
        /**
         * AiThinking
         * @description A worker has begun to answer.
         */
        AiThinking: {
            /**
             * Conversation Id
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            conversation_id: string;
            /**
             * Message Id
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            message_id: string;
            /**
             * Parent Message Id
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            parent_message_id: string;
        };
        /**
         * AnswerFeedbackOut
         * @description What the trader said of an answer.
         */
        AnswerFeedbackOut: {
            /**
             * Updated At
             * Format: date-time
             * @example 2026-11-20T14:30:00Z
             */
            updated_at: string;
            verdict: components["schemas"]["AnswerVerdict"];
            /** Words */
            words: string | null;
        };
        /**
         * AnswerMessageOut
         * @description An answer that is being made.
         */
        AnswerMessageOut: {
            answer: components["schemas"]["MessageOut"];
        };
        /**
         * AnswerVerdict
         * @description What a trader says of an answer.
         * @enum {string}
         */
        AnswerVerdict: "helpful" | "wrong";
        /**
         * Changed
         * @description Something of the trader's is another one now, or gone; told to every window but the one that asked for it.
         */
        Changed: {
            /**
             * Id
             * @description Which one; null: the trader's one rulebook or settings, or very many at once.
             * @default null
             */
            id: string | null;
            resource: components["schemas"]["Resource"];
            /**
             * Version
             * @description The version that it has now, where its answer has a `version`.
             * @default null
             */
            version: number | null;
        };
        /** CheckInProposal */
        CheckInProposal: {
            /** Energy */
            energy?: number | null;
            /** Focus */
            focus?: number | null;
            /**
             * Intention
             * @example Two trades at most, none before 10:00.
             */
            intention?: string | null;
            /** Mood */
            mood?: number | null;
            /** Note */
            note?: string | null;
            /** Sleep Hours */
            sleep_hours?: string | null;
            /** Stress */
            stress?: number | null;
        };
        /**
         * CheckOut
         * @description The answer of the interlock.
         */
        CheckOut: {
            /**
             * Checked At
             * Format: date-time
             * @example 2026-11-20T14:30:00Z
             */
            checked_at: string;
            decision: components["schemas"]["Decision"];
            /**
             * Id
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            id: string;
            /** Overridden Until */
            overridden_until: string | null;
            plan: components["schemas"]["PlanAlive"] | null;
            /**
             * Reasons
             * @description What speaks against it, the strongest first.
             */
            reasons: string[];
            /**
             * Risk Amount
             * @description In your base currency.
             */
            risk_amount: string | null;
            /** Rules */
            rules: components["schemas"]["RuleState"][];
            state: components["schemas"]["SessionStateOut"];
            /**
             * Unchecked
             * @description For what you have set no limit, and what is at risk then.
             * @default null
             */
            unchecked: string | null;
        };
        /**
         * CitationOut
         * @description A sentence of the analysis, and the facts that its figures come from.
         */
        CitationOut: {
            /**
             * Facts
             * @description Ids of `facts`; `words` for what you said yourself.
             */
            facts: string[];
            /** Sentence */
            sentence: string;
        };
        ClientToServer: {
            confirm_draft: components["schemas"]["OfDraft"];
            dismiss_draft: components["schemas"]["OfMessage"];
            edit_message: components["schemas"]["EditOfMessage"];
            join_conversation: components["schemas"]["InConversation"];
            leave_conversation: components["schemas"]["InConversation"];
            list_notifications: components["schemas"]["NotificationFilter"];
            mark_notifications_read: components["schemas"]["ReadThese"];
            ping: components["schemas"]["Ping"];
            regenerate: components["schemas"]["OfMessage"];
            resync: components["schemas"]["Resync"];
            send_message: components["schemas"]["SendMessage"];
            stop_generation: components["schemas"]["OfMessage"];
            switch_mode: components["schemas"]["SwitchMode"];
            typing: components["schemas"]["InConversation"];
        };
        /**
         * CoachingOut
         * @description What an answer of the coach stands on.
         */
        CoachingOut: {
            emotion: components["schemas"]["EmotionOut"] | null;
            /** Engine */
            engine: components["schemas"]["EngineName"];
            /** Evidence */
            evidence: string[];
            /**
             * Learned
             * @description Memories that were made or confirmed by this message.
             */
            learned: string[];
            /** Sentences */
            sentences: components["schemas"]["SentenceOut"][];
            /** Session Id */
            session_id: string | null;
        };
        /**
         * CommitmentAction
         * @description What a trader then does.
         * @enum {string}
         */
        CommitmentAction: "pause" | "stop_for_the_day" | "reduce_size";
        /** CommitmentProposal */
        CommitmentProposal: {
            /**
             * Count
             * @description For after_losses and after_trades.
             */
            count?: number | null;
            /**
             * Minutes
             * @description For pause.
             */
            minutes?: number | null;
            /**
             * Percent
             * @description For reduce_size: at most this share of the size before.
             */
            percent?: number | null;
            promise?: components["schemas"]["CommitmentAction"];
            /** Statement */
            statement?: string | null;
            trigger?: components["schemas"]["CommitmentTrigger"];
        };
        /**
         * CommitmentTrigger
         * @description What a commitment waits for.
         * @enum {string}
         */
        CommitmentTrigger: "after_stop" | "after_loss" | "after_win" | "after_losses" | "after_trades" | "on_tilt";
        /**
         * ConversationDeleted
         * @description A conversation and all of its messages are gone; an answer that was being made ends with it.
         */
        ConversationDeleted: {
            /**
             * Conversation Id
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            conversation_id: string;
        };
        /**
         * ConversationOut
         * @description A conversation; `head` is the seq of its last message.
         */
        ConversationOut: {
            /** Archived */
            archived: boolean;
            /**
             * Created At
             * Format: date-time
             * @example 2026-11-20T14:30:00Z
             */
            created_at: string;
            /** Head */
            head: number;
            /**
             * Id
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            id: string;
            mode: components["schemas"]["Mode"];
            /** Pinned */
            pinned: boolean;
            /** Title */
            title: string;
            /**
             * Updated At
             * Format: date-time
             * @example 2026-11-20T14:30:00Z
             */
            updated_at: string;
        };
        /**
         * ConversationUpdated
         * @description A conversation is new, or changed: its title, mode, place, or head; whether it is archived or pinned.
         */
        ConversationUpdated: {
            /** Archived */
            archived: boolean;
            /**
             * Created At
             * Format: date-time
             * @example 2026-11-20T14:30:00Z
             */
            created_at: string;
            /** Head */
            head: number;
            /**
             * Id
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            id: string;
            mode: components["schemas"]["Mode"];
            /** Pinned */
            pinned: boolean;
            /** Title */
            title: string;
            /**
             * Updated At
             * Format: date-time
             * @example 2026-11-20T14:30:00Z
             */
            updated_at: string;
        };
        /**
         * CorrectionProposal
         * @description What of a trade on record was told wrongly, with its right values; an exit is the last one.
         */
        CorrectionProposal: {
            /**
             * Entry Price
             * @example 4501.25
             */
            entry_price?: string;
            /**
             * Exit Price
             * @example 4501.25
             */
            exit_price?: string;
            /**
             * Position Size
             * @example 0.25
             */
            position_size?: string;
            /**
             * Stop Price
             * @example 4501.25
             */
            stop_price?: string;
            /**
             * Target Price
             * @example 4501.25
             */
            target_price?: string;
            /**
             * Trade Id
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            trade_id: string;
        };
        /**
         * Decision
         * @description What the interlock says.
         * @enum {string}
         */
        Decision: "allow" | "warn" | "block";
        /**
         * DeletionProposal
         * @description A trade that goes from the record; for 30 days it can be brought back.
         */
        DeletionProposal: {
            /**
             * Trade Id
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            trade_id: string;
        };
        /**
         * Detector
         * @description The behaviours that are looked for.
         * @enum {string}
         */
        Detector: "revenge" | "fomo" | "overtrading" | "oversizing" | "disposition" | "stop_moving" | "early_exit" | "time_of_day" | "averaging_down" | "tilt" | "plan_drift";
        /**
         * Direction
         * @description Which way the idea goes.
         * @enum {string}
         */
        Direction: "long" | "short";
        /**
         * DisabledWebhookData
         * @description The endpoint that is not tried any more.
         */
        DisabledWebhookData: {
            /**
             * Endpoint Id
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            endpoint_id: string;
            /**
             * Failing Since
             * Format: date-time
             * @example 2026-11-20T14:30:00Z
             */
            failing_since: string;
            /** Name */
            name: string;
        };
        /** DisabledWebhookNews */
        DisabledWebhookNews: {
            /** Body */
            body: string;
            /**
             * Created At
             * Format: date-time
             * @example 2026-11-20T14:30:00Z
             */
            created_at: string;
            /**
             * Id
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "webhook_disabled";
            subject: components["schemas"]["DisabledWebhookData"];
            /** Title */
            title: string;
            /** Unread */
            unread: number;
        };
        /** DisabledWebhookNotification */
        DisabledWebhookNotification: {
            /** Body */
            body: string;
            /**
             * Created At
             * Format: date-time
             * @example 2026-11-20T14:30:00Z
             */
            created_at: string;
            data: components["schemas"]["DisabledWebhookData"];
            /** Dismissed At */
            dismissed_at: string | null;
            /**
             * Id
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "webhook_disabled";
            /** Read At */
            read_at: string | null;
            /** Title */
            title: string;
        };
        /** DraftNews */
        DraftNews: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "draft_open" | "draft_confirmed" | "draft_dismissed";
            subject: components["schemas"]["DraftSubject"];
        };
        /** DraftOfCheckIn */
        DraftOfCheckIn: {
            /**
             * Created Id
             * @description The plan, commitment or entry of the journal that was made.
             * @default null
             */
            created_id: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "check_in";
            /** Missing */
            missing: string[];
            proposal: components["schemas"]["CheckInProposal"];
            status: components["schemas"]["DraftStatus"];
            /**
             * Trade
             * @description Empty where it is none of a trade.
             */
            trade: components["schemas"]["TradeDraft"];
            /**
             * Trade Id
             * @description The trade that was logged.
             */
            trade_id: string | null;
        };
        /** DraftOfCommitment */
        DraftOfCommitment: {
            /**
             * Created Id
             * @description The plan, commitment or entry of the journal that was made.
             * @default null
             */
            created_id: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "commitment";
            /** Missing */
            missing: string[];
            proposal: components["schemas"]["CommitmentProposal"];
            status: components["schemas"]["DraftStatus"];
            /**
             * Trade
             * @description Empty where it is none of a trade.
             */
            trade: components["schemas"]["TradeDraft"];
            /**
             * Trade Id
             * @description The trade that was logged.
             */
            trade_id: string | null;
        };
        /** DraftOfCorrection */
        DraftOfCorrection: {
            /**
             * Created Id
             * @description The plan, commitment or entry of the journal that was made.
             * @default null
             */
            created_id: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "correction";
            /** Missing */
            missing: string[];
            proposal: components["schemas"]["CorrectionProposal"];
            status: components["schemas"]["DraftStatus"];
            /**
             * Trade
             * @description Empty where it is none of a trade.
             */
            trade: components["schemas"]["TradeDraft"];
            /**
             * Trade Id
             * @description The trade that was logged.
             */
            trade_id: string | null;
        };
        /** DraftOfDeletion */
        DraftOfDeletion: {
            /**
             * Created Id
             * @description The plan, commitment or entry of the journal that was made.
             * @default null
             */
            created_id: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "deletion";
            /** Missing */
            missing: string[];
            proposal: components["schemas"]["DeletionProposal"];
            status: components["schemas"]["DraftStatus"];
            /**
             * Trade
             * @description Empty where it is none of a trade.
             */
            trade: components["schemas"]["TradeDraft"];
            /**
             * Trade Id
             * @description The trade that was logged.
             */
            trade_id: string | null;
        };
        /** DraftOfExit */
        DraftOfExit: {
            /**
             * Created Id
             * @description The plan, commitment or entry of the journal that was made.
             * @default null
             */
            created_id: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "exit";
            /** Missing */
            missing: string[];
            proposal: components["schemas"]["ExitProposal"];
            status: components["schemas"]["DraftStatus"];
            /**
             * Trade
             * @description Empty where it is none of a trade.
             */
            trade: components["schemas"]["TradeDraft"];
            /**
             * Trade Id
             * @description The trade that was logged.
             */
            trade_id: string | null;
        };
        /** DraftOfJournal */
        DraftOfJournal: {
            /**
             * Created Id
             * @description The plan, commitment or entry of the journal that was made.
             * @default null
             */
            created_id: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "journal";
            /** Missing */
            missing: string[];
            proposal: components["schemas"]["EntryProposal"];
            status: components["schemas"]["DraftStatus"];
            /**
             * Trade
             * @description Empty where it is none of a trade.
             */
            trade: components["schemas"]["TradeDraft"];
            /**
             * Trade Id
             * @description The trade that was logged.
             */
            trade_id: string | null;
        };
        /** DraftOfLevel */
        DraftOfLevel: {
            /**
             * Created Id
             * @description The plan, commitment or entry of the journal that was made.
             * @default null
             */
            created_id: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "level";
            /** Missing */
            missing: string[];
            proposal: components["schemas"]["LevelProposal"];
            status: components["schemas"]["DraftStatus"];
            /**
             * Trade
             * @description Empty where it is none of a trade.
             */
            trade: components["schemas"]["TradeDraft"];
            /**
             * Trade Id
             * @description The trade that was logged.
             */
            trade_id: string | null;
        };
        /** DraftOfLimits */
        DraftOfLimits: {
            /**
             * Created Id
             * @description The plan, commitment or entry of the journal that was made.
             * @default null
             */
            created_id: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "limits";
            /** Missing */
            missing: string[];
            proposal: components["schemas"]["LimitsProposal"];
            status: components["schemas"]["DraftStatus"];
            /**
             * Trade
             * @description Empty where it is none of a trade.
             */
            trade: components["schemas"]["TradeDraft"];
            /**
             * Trade Id
             * @description The trade that was logged.
             */
            trade_id: string | null;
        };
        /** DraftOfPlan */
        DraftOfPlan: {
            /**
             * Created Id
             * @description The plan, commitment or entry of the journal that was made.
             * @default null
             */
            created_id: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "plan";
            /** Missing */
            missing: string[];
            proposal: components["schemas"]["PlanProposal"];
            status: components["schemas"]["DraftStatus"];
            /**
             * Trade
             * @description Empty where it is none of a trade.
             */
            trade: components["schemas"]["TradeDraft"];
            /**
             * Trade Id
             * @description The trade that was logged.
             */
            trade_id: string | null;
        };
        /** DraftOfSetting */
        DraftOfSetting: {
            /**
             * Created Id
             * @description The plan, commitment or entry of the journal that was made.
             * @default null
             */
            created_id: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "setting";
            /** Missing */
            missing: string[];
            proposal: components["schemas"]["SettingProposal"];
            status: components["schemas"]["DraftStatus"];
            /**
             * Trade
             * @description Empty where it is none of a trade.
             */
            trade: components["schemas"]["TradeDraft"];
            /**
             * Trade Id
             * @description The trade that was logged.
             */
            trade_id: string | null;
        };
        /** DraftOfTrade */
        DraftOfTrade: {
            /**
             * Created Id
             * @description The plan, commitment or entry of the journal that was made.
             * @default null
             */
            created_id: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "trade";
            /** Missing */
            missing: string[];
            proposal: components["schemas"]["ExitsOfTrade"] | null;
            status: components["schemas"]["DraftStatus"];
            trade: components["schemas"]["TradeDraft"];
            /**
             * Trade Id
             * @description The trade that was logged.
             */
            trade_id: string | null;
        };
        /**
         * DraftOut
         * @description What was understood: a trade, in `trade` as `POST /api/trading/trades` takes it, and what that still needs.
         */
        DraftOut: components["schemas"]["DraftOfTrade"] | components["schemas"]["DraftOfExit"] | components["schemas"]["DraftOfLevel"] | components["schemas"]["DraftOfCorrection"] | components["schemas"]["DraftOfDeletion"] | components["schemas"]["DraftOfPlan"] | components["schemas"]["DraftOfCommitment"] | components["schemas"]["DraftOfSetting"] | components["schemas"]["DraftOfLimits"] | components["schemas"]["DraftOfCheckIn"] | components["schemas"]["DraftOfJournal"];
        /**
         * DraftStatus
         * @description What became of a draft.
         * @enum {string}
         */
        DraftStatus: "open" | "confirmed" | "dismissed";
        /**
         * DraftSubject
         * @description The message with the draft, and what was made of it.
         */
        DraftSubject: {
            /** Created Id */
            created_id: string | null;
            /**
             * Message Id
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            message_id: string;
            /** Trade Id */
            trade_id: string | null;
        };
        /**
         * EditOfMessage
         * @description Which message, and its new words.
         */
        EditOfMessage: {
            /**
             * Client Message Id
             * @default null
             */
            client_message_id?: string | null;
            /** Content */
            content: string;
            /**
             * Message Id
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            message_id: string;
        };
        /**
         * EmotionOut
         * @description How a trader seems before an answer: soft evidence, from words and from behaviour, and never a diagnosis.
         */
        EmotionOut: {
            /**
             * Confidence
             * @description 0 to 1; from behaviour alone never above 0.6.
             */
            confidence: number;
            /** From Behaviour */
            from_behaviour: number;
            /** From Words */
            from_words: number;
            /** Reasons */
            reasons: components["schemas"]["EmotionReason"][];
            /** State */
            state: components["schemas"]["EmotionState"];
        };
        /**
         * EmotionReason
         * @description Why a message reads as it does.
         */
        EmotionReason: {
            /** Reason */
            reason: string;
            /**
             * Source
             * @example trade:0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             * @example figure:expectancy
             */
            source: string;
            /**
             * Weight
             * @description What it adds, 0 to 1.
             */
            weight: number;
        };
        /**
         * EmotionState
         * @description How a trader seems, by the strongest feeling; `heated` by behaviour alone, `unclear` by nothing.
         * @enum {string}
         */
        EmotionState: "overconfidence" | "revenge" | "fomo" | "fear" | "anger" | "tilt" | "greed" | "moved_stop" | "tired" | "shame" | "frustration" | "elation" | "calm" | "resignation" | "grief" | "regret" | "heated" | "unclear";
        /**
         * EngineName
         * @description Who answers: a provider of the OpenAI protocol, or the rules, which need none.
         * @enum {string}
         */
        EngineName: "openai" | "rules";
        /**
         * EntryKind
         * @description What an entry is: the one of the day, the one look back at its session, or anything else.
         * @enum {string}
         */
        EntryKind: "daily" | "free" | "review";
        /**
         * EntryLinksOut
         * @description What an entry is about.
         */
        EntryLinksOut: {
            /** Plan Ids */
            plan_ids: string[];
            /** Trade Ids */
            trade_ids: string[];
            /** Upload Ids */
            upload_ids: string[];
        };
        /** EntryProposal */
        EntryProposal: {
            /**
             * Body
             * @description Markdown.
             * @example I **waited**.
             */
            body?: string;
            /** Day */
            day?: string | null;
            /** Energy */
            energy?: number | null;
            /** Focus */
            focus?: number | null;
            kind?: components["schemas"]["EntryKind"];
            links?: components["schemas"]["EntryLinksOut"];
            /** Mood */
            mood?: number | null;
            /** Sleep Hours */
            sleep_hours?: string | null;
            /** Stress */
            stress?: number | null;
            /** Tags */
            tags?: string[];
            /** Title */
            title?: string | null;
        };
        /**
         * EntryZone
         * @description Where the entry may be.
         */
        EntryZoneOut: {
            /** High */
            high: string;
            /** Low */
            low: string;
        };
        /**
         * ErrorCode
         * @description Why something was refused: stable, and read by programs.
         * @enum {string}
         */
        ErrorCode: "account.not_found" | "auth.required" | "auth.session_ended" | "auth.token_expired" | "auth.token_invalid" | "conversation.not_found" | "database.unavailable" | "draft.not_found" | "draft.settled" | "input.invalid" | "input.malformed" | "instrument.unknown" | "internal" | "journal.check_in_locked" | "journal.day_taken" | "media.foreign_url" | "media.not_found" | "message.client_id_taken" | "message.empty" | "message.finished" | "message.not_found" | "message.not_your_words" | "message.nothing_to_answer" | "message.too_many" | "message.too_many_branches" | "message.unfinished" | "message.unknown_trades" | "paging.bad_cursor" | "plan.inconsistent" | "plan.no_match" | "plan.not_found" | "plan.settled" | "reads.busy" | "reads.too_heavy" | "reads.too_many" | "record.too_many" | "rulebook.inconsistent" | "rulebook.too_many_commitments" | "socket.binary" | "socket.busy" | "socket.no_polling" | "socket.not_possible" | "socket.one_object" | "socket.too_large" | "socket.too_many" | "socket.too_many_events" | "socket.too_many_strangers" | "socket.unknown_event" | "socket.unreadable" | "strategy.not_found" | "trade.already_closed" | "trade.event_stands" | "trade.exit_too_large" | "trade.followed" | "trade.history_full" | "trade.inconsistent" | "trade.not_found" | "traffic.too_many_requests";
        /**
         * ExitProposal
         * @description Exits of a trade on record.
         */
        ExitProposal: {
            /** Exits */
            exits: components["schemas"]["ToldExit"][];
            /**
             * Trade Id
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            trade_id: string;
        };
        /**
         * ExitsOfTrade
         * @description The exits of the trade that is drafted, where there are several; the trade on record that it stands in for.
         */
        ExitsOfTrade: {
            /** Exits */
            exits?: components["schemas"]["ToldExit"][];
            /**
             * Replaces
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            replaces?: string;
        };
        /**
         * ExpiredPlanData
         * @description The plan whose time is over.
         */
        ExpiredPlanData: {
            /**
             * Plan Id
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            plan_id: string;
            /** Title */
            title: string;
        };
        /** ExpiredPlanNews */
        ExpiredPlanNews: {
            /** Body */
            body: string;
            /**
             * Created At
             * Format: date-time
             * @example 2026-11-20T14:30:00Z
             */
            created_at: string;
            /**
             * Id
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "plan_expired";
            subject: components["schemas"]["ExpiredPlanData"];
            /** Title */
            title: string;
            /** Unread */
            unread: number;
        };
        /** ExpiredPlanNotification */
        ExpiredPlanNotification: {
            /** Body */
            body: string;
            /**
             * Created At
             * Format: date-time
             * @example 2026-11-20T14:30:00Z
             */
            created_at: string;
            data: components["schemas"]["ExpiredPlanData"];
            /** Dismissed At */
            dismissed_at: string | null;
            /**
             * Id
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "plan_expired";
            /** Read At */
            read_at: string | null;
            /** Title */
            title: string;
        };
        /**
         * FactOut
         * @description One measured statement; figures in an answer must come from one of these.
         */
        FactOut: {
            /**
             * Id
             * @example words.entry
             */
            id: string;
            /** Source */
            source: components["schemas"]["FactSource"];
            /**
             * Statement
             * @example Entry 4501.25.
             */
            statement: string;
            /** Value */
            value: string | null;
        };
        /**
         * FactSource
         * @description What a fact was read from; those from `plans` on were read by a tool of the provider.
         * @enum {string}
         */
        FactSource: "words" | "idea" | "instrument" | "account" | "record" | "plan" | "rulebook" | "market" | "image" | "plans" | "trades" | "patterns" | "memory";
        /**
         * FallbackReason
         * @description Why the rules answered although a provider is configured, or why one was not asked.
         * @enum {string}
         */
        FallbackReason: "timeout" | "rate_limited" | "provider_error" | "invalid_answer" | "refused" | "unauthorised" | "circuit_open" | "over_budget" | "unsupported" | "stopped" | "busy" | "worker_lost";
        /**
         * FieldProblemOut
         * @description One field that is wrong.
         */
        FieldProblemOut: {
            /**
             * Code
             * @example greater_than
             */
            code: string;
            /**
             * Field
             * @example entry_price
             */
            field: string;
            /**
             * Message
             * @example This must be more than 0.
             */
            message: string;
        };
        /**
         * Filters
         * @description Which trades: of each list any member (of `every_tag` all), of all lists all. What is not named limits nothing.
         */
        Filters: {
            /**
             * Accounts
             * @description By their names.
             * @default []
             */
            accounts?: string[];
            /** @default null */
            adherence?: components["schemas"]["NumberRange"] | null;
            /** @default null */
            after?: components["schemas"]["RunBefore"] | null;
            /**
             * Classes
             * @default []
             */
            classes?: components["schemas"]["InstrumentClass"][];
            /** @default null */
            direction?: components["schemas"]["TradeDirection"] | null;
            /**
             * Emotions
             * @default []
             */
            emotions?: string[];
            /**
             * Every Tag
             * @description Trades that bear all of these tags.
             * @default []
             */
            every_tag?: string[];
            /** @default null */
            holding_minutes?: components["schemas"]["NumberRange"] | null;
            /**
             * Hours
             * @default []
             */
            hours?: components["schemas"]["HourRange"][];
            /**
             * Instruments
             * @default []
             */
            instruments?: string[];
            /**
             * @description Which trades of their session day, from 1.
             * @default null
             */
            nth_of_day?: components["schemas"]["NumberRange"] | null;
            /**
             * Outcomes
             * @default []
             */
            outcomes?: components["schemas"]["Outcome"][];
            /**
             * Patterns
             * @description Behaviours, by the names of detectors.
             * @default []
             */
            patterns?: string[];
            /**
             * Plans
             * @default []
             */
            plans?: components["schemas"]["PlanState"][];
            /**
             * Sessions
             * @default []
             */
            sessions?: components["schemas"]["MarketSession"][];
            /**
             * Setups
             * @default []
             */
            setups?: string[];
            /** @default null */
            size?: components["schemas"]["NumberRange"] | null;
            /**
             * Strategies
             * @default []
             */
            strategies?: string[];
            /**
             * Tags
             * @default []
             */
            tags?: string[];
            /**
             * Weekdays
             * @default []
             */
            weekdays?: components["schemas"]["Weekday"][];
        };
        /**
         * GroupBy
         * @description What trades are put together by. Hours, weekdays and sessions are those of the entry, on the exchange's clock.
         * @enum {string}
         */
        GroupBy: "instrument" | "direction" | "setup" | "strategy" | "account" | "tag" | "emotion" | "hour" | "session" | "weekday" | "day" | "week" | "month" | "adherence" | "holding" | "trade_type";
        /**
         * Guard
         * @description Words that are answered with care or declined, and are shown to no provider.
         * @enum {string}
         */
        Guard: "self_harm" | "market_abuse";
        /**
         * HeldSessionData
         * @description The rule that holds the session, why, and until when.
         */
        HeldSessionData: {
            /** Reason */
            reason: string;
            /** Rule */
            rule: components["schemas"]["Rule"] | "tilt";
            /**
             * Until
             * Format: date-time
             * @example 2026-11-20T14:30:00Z
             */
            until: string;
        };
        /** HeldSessionNews */
        HeldSessionNews: {
            /** Body */
            body: string;
            /**
             * Created At
             * Format: date-time
             * @example 2026-11-20T14:30:00Z
             */
            created_at: string;
            /**
             * Id
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "session_caution" | "session_locked";
            subject: components["schemas"]["HeldSessionData"];
            /** Title */
            title: string;
            /** Unread */
            unread: number;
        };
        /** HeldSessionNotification */
        HeldSessionNotification: {
            /** Body */
            body: string;
            /**
             * Created At
             * Format: date-time
             * @example 2026-11-20T14:30:00Z
             */
            created_at: string;
            data: components["schemas"]["HeldSessionData"];
            /** Dismissed At */
            dismissed_at: string | null;
            /**
             * Id
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "session_caution" | "session_locked";
            /** Read At */
            read_at: string | null;
            /** Title */
            title: string;
        };
        /**
         * HourRange
         * @description Hours of the entry on the exchange's clock: from the first minute on, before the last. Minutes after midnight.
         *
         *     Hours that begin later than they end go over midnight.
         */
        HourRange: {
            /**
             * Minute From
             * @default 0
             */
            minute_from?: number;
            /**
             * Minute To
             * @default 1440
             */
            minute_to?: number;
        };
        /**
         * ImageOut
         * @description An image of a message; links are signed and expire.
         */
        ImageOut: {
            /**
             * Content Type
             * @example image/png
             */
            content_type: string;
            /** Height */
            height: number;
            /**
             * Id
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            id: string;
            /** Thumbnail Url */
            thumbnail_url: string;
            /**
             * Url
             * @example /media/eyJ…
             */
            url: string;
            /** Width */
            width: number;
        };
        /**
         * InConversation
         * @description Which conversation.
         */
        InConversation: {
            /**
             * Conversation Id
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            conversation_id: string;
        };
        /**
         * InstrumentClass
         * @description Kinds of instruments.
         * @enum {string}
         */
        InstrumentClass: "future" | "stock" | "forex" | "crypto" | "cfd" | "option" | "metal" | "index" | "spread";
        /**
         * InThisConversation
         * @description The conversation as it is now.
         */
        InThisConversation: {
            conversation: components["schemas"]["ConversationOut"];
        };
        /**
         * LevelProposal
         * @description Where a level of a trade on record goes.
         */
        LevelProposal: {
            /**
             * Level
             * @enum {string}
             */
            level: "stop" | "target";
            /**
             * Price
             * @example 4501.25
             */
            price: string;
            /**
             * Trade Id
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            trade_id: string;
        };
        /** LimitsProposal */
        LimitsProposal: {
            /**
             * Caution At Percent
             * @description Of a loss limit: from here on the state is caution.
             */
            caution_at_percent?: number;
            /** Cooling Off After Losses */
            cooling_off_after_losses?: number;
            /** Cooling Off Minutes */
            cooling_off_minutes?: number | null;
            /** @description Of contracts that move together. */
            correlated_risk?: components["schemas"]["RiskLimitOut"] | null;
            daily_loss?: components["schemas"]["LossLimitOut"] | null;
            /**
             * Instruments
             * @description Only these. An empty list: none at all.
             */
            instruments?: string[] | null;
            /** Losses In A Row */
            losses_in_a_row?: number | null;
            /** Minimum Risk Reward */
            minimum_risk_reward?: string | null;
            /** News */
            news?: components["schemas"]["NewsWindowOut"][];
            /** Open Positions */
            open_positions?: number | null;
            open_risk?: components["schemas"]["RiskLimitOut"] | null;
            /** Plan Required */
            plan_required?: boolean;
            /**
             * Position Size
             * @description `*`: any other.
             * @example {
             *       "*": "10",
             *       "ES": "2"
             *     }
             */
            position_size?: {
                [key: string]: string;
            };
            risk_per_trade?: components["schemas"]["RiskLimitOut"] | null;
            /**
             * Sessions
             * @description Only then.
             */
            sessions?: components["schemas"]["TradingWindowOut"][] | null;
            /** Stop Required */
            stop_required?: boolean;
            /** Trades Per Day */
            trades_per_day?: number | null;
            /**
             * Warn Only
             * @description Rules that warn where others block.
             */
            warn_only?: components["schemas"]["Rule"][];
            weekly_loss?: components["schemas"]["LossLimitOut"] | null;
        };
        /**
         * LossLimit
         * @description Money, a share of the account, or R: exactly one of the three.
         */
        LossLimitOut: {
            /**
             * Amount
             * @default null
             */
            amount: string | null;
            /**
             * Percent
             * @default null
             */
            percent: string | null;
            /**
             * R
             * @default null
             */
            r: string | null;
        };
        /**
         * MarketSession
         * @description Parts of the trading day, by New York's clock, as reports by session have them.
         * @enum {string}
         */
        MarketSession: "asia" | "london" | "new_york" | "after_hours";
        /**
         * Measure
         * @description What is asked for. The names of figures are those of the reports.
         * @enum {string}
         */
        Measure: "trades" | "trades_per_day" | "net_pnl" | "win_rate" | "expectancy" | "total_r" | "profit_factor" | "payoff" | "average_win" | "average_loss" | "max_drawdown" | "max_drawdown_money" | "recovery_factor" | "ulcer_index" | "sharpe" | "sortino" | "sqn" | "kelly" | "longest_winning_streak" | "longest_losing_streak" | "current_streak" | "fees" | "holding_time" | "size" | "risk" | "time_below_high" | "adherence" | "occurrences" | "pattern_cost";
        /**
         * MessageError
         * @description Why an answer failed.
         */
        MessageError: {
            /** Code */
            code: string;
            /** Detail */
            detail: string;
        };
        /**
         * MessageOut
         * @description A message. `seq` is null until the message is final: done, stopped, failed, or saved.
         */
        MessageOut: {
            /**
             * Actions
             * @default []
             */
            actions: components["schemas"]["ActionOut"][];
            /** Branch Index */
            branch_index: number;
            /** Client Message Id */
            client_message_id: string | null;
            /**
             * @description What an answer of the coach stands on, sentence by sentence.
             * @default null
             */
            coaching: components["schemas"]["CoachingOut"] | null;
            /** Content */
            content: string;
            /**
             * Conversation Id
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            conversation_id: string;
            /**
             * Cost
             * @description US dollars that a provider was paid for this answer; null when none was asked.
             */
            cost: string | null;
            /**
             * Created At
             * Format: date-time
             * @example 2026-11-20T14:30:00Z
             */
            created_at: string;
            /** @description What the coach understood of a trade, to confirm. */
            draft: components["schemas"]["DraftOut"] | null;
            error: components["schemas"]["MessageError"] | null;
            /**
             * @description What the trader said of this answer.
             * @default null
             */
            feedback: components["schemas"]["AnswerFeedbackOut"] | null;
            /** Finished At */
            finished_at: string | null;
            /**
             * @description On a message that was met with care or declined, and on that answer, once it is given. No provider sees such a message.
             * @default null
             */
            guard: components["schemas"]["Guard"] | null;
            /**
             * Id
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            id: string;
            /** Images */
            images: components["schemas"]["ImageOut"][];
            /** @description Whether a trade that was announced is allowed. */
            interlock: components["schemas"]["CheckOut"] | null;
            mode: components["schemas"]["Mode"];
            /** Parent Message Id */
            parent_message_id: string | null;
            /** Related Trade Ids */
            related_trade_ids: string[];
            /** Seq */
            seq: number | null;
            status: components["schemas"]["MessageStatus"];
            type: components["schemas"]["MessageType"];
            /** @default null */
            understood: components["schemas"]["UnderstoodOut"] | null;
            verdict: components["schemas"]["VerdictOut"] | null;
        };
        /**
         * MessageSaved
         * @description A message of this user was stored, by another window.
         */
        MessageSaved: {
            answer: components["schemas"]["MessageOut"];
            message: components["schemas"]["MessageOut"];
        };
        /**
         * MessageStatus
         * @description Where a message stands; the last four never change again.
         * @enum {string}
         */
        MessageStatus: "pending" | "running" | "saved" | "done" | "stopped" | "failed";
        /**
         * MessageType
         * @description Who speaks.
         * @enum {string}
         */
        MessageType: "user" | "ai" | "system";
        /**
         * Mode
         * @description What a conversation is about.
         * @enum {string}
         */
        Mode: "analysis" | "psychology";
        /**
         * ModeChanged
         * @description A conversation is about something else now.
         */
        ModeChanged: {
            /**
             * Conversation Id
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            conversation_id: string;
            mode: components["schemas"]["Mode"];
        };
        /**
         * NewsWindow
         * @description When no trade is entered because of an announcement.
         */
        NewsWindowOut: {
            /**
             * Ends At
             * Format: date-time
             * @example 2026-11-20T14:30:00Z
             */
            ends_at: string;
            /**
             * Instruments
             * @description Empty: every instrument.
             * @default []
             */
            instruments: string[];
            /**
             * Name
             * @example FOMC
             */
            name: string;
            /**
             * Starts At
             * Format: date-time
             * @example 2026-11-20T14:30:00Z
             */
            starts_at: string;
        };
        /**
         * NotificationFilter
         * @description Which notifications to list, latest first.
         */
        NotificationFilter: {
            /**
             * Cursor
             * @default null
             */
            cursor?: string | null;
            /**
             * Dismissed
             * @description Those that were put aside, instead.
             * @default false
             */
            dismissed?: boolean;
            /** @default null */
            kind?: components["schemas"]["NotificationKind"] | null;
            /**
             * Limit
             * @default 50
             */
            limit?: number;
            /**
             * Unread
             * @description Only those that were not read.
             * @default false
             */
            unread?: boolean;
        };
        /**
         * NotificationKind
         * @description What a notification is about; preferences are by kind.
         * @enum {string}
         */
        NotificationKind: "plan_expired" | "session_caution" | "session_locked" | "nudge" | "pattern" | "weekly_review" | "ai_budget" | "webhook_disabled" | "system" | "test";
        /**
         * NotificationNews
         * @description Something that happened: kept in the list where it has an `id`, with the number of unread ones.
         */
        NotificationNews: components["schemas"]["ExpiredPlanNews"] | components["schemas"]["HeldSessionNews"] | components["schemas"]["NudgeNews"] | components["schemas"]["PatternNews"] | components["schemas"]["DisabledWebhookNews"] | components["schemas"]["PlainNews"] | components["schemas"]["DraftNews"] | components["schemas"]["TradeClosedNews"];
        /**
         * NotificationOut
         * @description One notification; `data` says what it is about.
         */
        NotificationOut: components["schemas"]["ExpiredPlanNotification"] | components["schemas"]["HeldSessionNotification"] | components["schemas"]["NudgeNotification"] | components["schemas"]["PatternNotification"] | components["schemas"]["DisabledWebhookNotification"] | components["schemas"]["PlainNotification"];
        /**
         * NotificationPage
         * @description Notifications, latest first, and how many of all are unread.
         */
        NotificationPage: {
            /** Items */
            items: components["schemas"]["NotificationOut"][];
            /** Next Cursor */
            next_cursor: string | null;
            /** Unread */
            unread: number;
        };
        /**
         * NudgeData
         * @description The nudge that was said.
         */
        NudgeData: {
            /**
             * Nudge Id
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            nudge_id: string;
            nudge_kind: components["schemas"]["NudgeKind"];
        };
        /**
         * NudgeKind
         * @description When the coach speaks first.
         * @enum {string}
         */
        NudgeKind: "before_open" | "after_losses" | "near_limit" | "after_close" | "weekly_review";
        /** NudgeNews */
        NudgeNews: {
            /** Body */
            body: string;
            /**
             * Created At
             * Format: date-time
             * @example 2026-11-20T14:30:00Z
             */
            created_at: string;
            /**
             * Id
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "nudge" | "weekly_review";
            subject: components["schemas"]["NudgeData"];
            /** Title */
            title: string;
            /** Unread */
            unread: number;
        };
        /** NudgeNotification */
        NudgeNotification: {
            /** Body */
            body: string;
            /**
             * Created At
             * Format: date-time
             * @example 2026-11-20T14:30:00Z
             */
            created_at: string;
            data: components["schemas"]["NudgeData"];
            /** Dismissed At */
            dismissed_at: string | null;
            /**
             * Id
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "nudge" | "weekly_review";
            /** Read At */
            read_at: string | null;
            /** Title */
            title: string;
        };
        /**
         * NumberRange
         * @description At least and at most; an end that is not named is open.
         */
        NumberRange: {
            /**
             * At Least
             * @default null
             */
            at_least?: string | number | null;
            /**
             * At Most
             * @default null
             */
            at_most?: string | number | null;
        };
        /**
         * OfDraft
         * @description Which draft, and what to log instead of what was understood, by field of a trade.
         */
        OfDraft: {
            /**
             * Changes
             * @default {}
             * @example {
             *       "position_size": "2"
             *     }
             */
            changes?: {
                [key: string]: unknown;
            };
            /**
             * Message Id
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            message_id: string;
        };
        /**
         * OfMessage
         * @description Which message.
         */
        OfMessage: {
            /**
             * Message Id
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            message_id: string;
        };
        /** OpenAction */
        OpenAction: {
            /**
             * Conversation Id
             * @description For `open_message`: where it stands.
             */
            conversation_id: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "download" | "open";
            /** Label */
            label: string;
            /** Message Id */
            message_id: string | null;
            /**
             * Path
             * @example /api/conversations/export?format=json
             */
            path: string;
            /** Seq */
            seq: number | null;
            /**
             * Text
             * @description For `say`: what to send.
             * @default null
             */
            text: string | null;
        };
        /** OpenMessageAction */
        OpenMessageAction: {
            /**
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            conversation_id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "open_message";
            /** Label */
            label: string;
            /**
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            message_id: string;
            /**
             * Path
             * @example /api/conversations/export?format=json
             */
            path: string;
            seq: number;
            /**
             * Text
             * @description For `say`: what to send.
             * @default null
             */
            text: string | null;
        };
        /**
         * Outcome
         * @description How a closed trade ended, with the tolerance of its account for what is neither.
         * @enum {string}
         */
        Outcome: "win" | "loss" | "break_even";
        /**
         * OverrideOut
         * @description An override and why.
         */
        OverrideOut: {
            /**
             * Created At
             * Format: date-time
             * @example 2026-11-20T14:30:00Z
             */
            created_at: string;
            /**
             * Id
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            id: string;
            /** Reason */
            reason: string;
            /** Rules */
            rules: (components["schemas"]["Rule"] | "tilt")[];
            state: components["schemas"]["SessionState"];
            /**
             * Until
             * Format: date-time
             * @example 2026-11-20T14:30:00Z
             */
            until: string;
        };
        /**
         * PatternData
         * @description What was found, and where it is answered.
         */
        PatternData: {
            /** Answer */
            answer: string;
            detector: components["schemas"]["Detector"];
            /**
             * Event Id
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            event_id: string;
            severity: components["schemas"]["Severity"];
            /** Trade Ids */
            trade_ids: string[];
        };
        /** PatternNews */
        PatternNews: {
            /** Body */
            body: string;
            /**
             * Created At
             * Format: date-time
             * @example 2026-11-20T14:30:00Z
             */
            created_at: string;
            /**
             * Id
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "pattern";
            subject: components["schemas"]["PatternData"];
            /** Title */
            title: string;
            /** Unread */
            unread: number;
        };
        /** PatternNotification */
        PatternNotification: {
            /** Body */
            body: string;
            /**
             * Created At
             * Format: date-time
             * @example 2026-11-20T14:30:00Z
             */
            created_at: string;
            data: components["schemas"]["PatternData"];
            /** Dismissed At */
            dismissed_at: string | null;
            /**
             * Id
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "pattern";
            /** Read At */
            read_at: string | null;
            /** Title */
            title: string;
        };
        /**
         * PerformanceUpdated
         * @description The record changed: open dashboards ask for their figures again.
         */
        PerformanceUpdated: {
            /**
             * Closed
             * @description Whether one of them got its result by this.
             */
            closed: boolean;
            /**
             * Trade Ids
             * @description Trades that changed, the last hundred of them.
             */
            trade_ids: string[];
        };
        /**
         * Ping
         * @description Nothing: the answer is what counts.
         */
        Ping: Record<string, never>;
        /** PlainNews */
        PlainNews: {
            /** Body */
            body: string;
            /**
             * Created At
             * Format: date-time
             * @example 2026-11-20T14:30:00Z
             */
            created_at: string;
            /**
             * Id
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "ai_budget" | "system" | "test";
            subject: {
                [key: string]: string | number | boolean | null;
            };
            /** Title */
            title: string;
            /** Unread */
            unread: number;
        };
        /** PlainNotification */
        PlainNotification: {
            /** Body */
            body: string;
            /**
             * Created At
             * Format: date-time
             * @example 2026-11-20T14:30:00Z
             */
            created_at: string;
            data: {
                [key: string]: string | number | boolean | null;
            };
            /** Dismissed At */
            dismissed_at: string | null;
            /**
             * Id
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "ai_budget" | "system" | "test";
            /** Read At */
            read_at: string | null;
            /** Title */
            title: string;
        };
        /**
         * PlanAlive
         * @description The living plan that covers a trade.
         */
        PlanAlive: {
            /**
             * Id
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            id: string;
            /** Title */
            title: string;
            /** Version */
            version: number;
        };
        /** PlanProposal */
        PlanProposal: {
            /** Account Id */
            account_id?: string | null;
            /** Confidence Score */
            confidence_score?: number | null;
            /** Conversation Id */
            conversation_id?: string | null;
            direction?: components["schemas"]["TradeDirection"];
            /** Entry Criteria */
            entry_criteria?: string[];
            /**
             * Entry Price
             * @description A level; `entry_zone` for a range. One or none.
             */
            entry_price?: string | null;
            entry_zone?: components["schemas"]["EntryZoneOut"] | null;
            /**
             * Exit Rule
             * @description How else it ends: trailing stop, time stop.
             */
            exit_rule?: string | null;
            /**
             * Expires At
             * @description Null: until it is cancelled or executed.
             */
            expires_at?: string | null;
            /**
             * Instrument
             * @example ES
             */
            instrument?: string;
            /** Invalidation Criteria */
            invalidation_criteria?: string | null;
            /**
             * Position Size
             * @example 0.25
             */
            position_size?: string;
            /**
             * Risk Amount
             * @description Money at risk, instrument's currency; computed where it is not given.
             */
            risk_amount?: string | null;
            /** Setup */
            setup?: string | null;
            /**
             * Setup Description
             * @example Failed breakdown below yesterday's low
             */
            setup_description?: string;
            /** Stop Loss Level */
            stop_loss_level?: string;
            /** Stop Loss Reasoning */
            stop_loss_reasoning?: string | null;
            /** Strategy Id */
            strategy_id?: string | null;
            /** Take Profit Targets */
            take_profit_targets?: string[];
            /** Title */
            title?: string;
            trade_type?: components["schemas"]["TradeType"];
        };
        /**
         * PlanState
         * @description Whether a trade followed a plan that stood before its first fill, one that was made later or changed, or none.
         * @enum {string}
         */
        PlanState: "planned" | "late" | "drifted" | "unplanned";
        /**
         * Pong
         * @description The time, and the head of each recent conversation by its id.
         */
        Pong: {
            /** Heads */
            heads: {
                [key: string]: number;
            };
            /**
             * Now
             * Format: date-time
             * @example 2026-11-20T14:30:00Z
             */
            now: string;
        };
        /**
         * Presence
         * @description Other windows of the same user.
         */
        Presence: {
            /**
             * Conversation Id
             * @default null
             */
            conversation_id: string | null;
            /** Event */
            event: components["schemas"]["PresenceEvent"];
        };
        /**
         * PresenceEvent
         * @description What another window did.
         * @enum {string}
         */
        PresenceEvent: "arrived" | "left" | "typing";
        /**
         * Problem
         * @description Why the request was refused; what else helps to answer it stands beside, as the code says.
         */
        Problem: {
            code: components["schemas"]["ErrorCode"];
            /**
             * Detail
             * @example Some of what you sent is not valid; `errors` says what.
             */
            detail: string;
            /** Errors */
            errors: components["schemas"]["FieldProblemOut"][];
            /**
             * Instance
             * @example /api/trading/trades
             */
            instance: string;
            /** Request Id */
            request_id: string;
            /**
             * Status
             * @example 422
             */
            status: number;
            /**
             * Title
             * @example Invalid
             */
            title: string;
            /**
             * Type
             * @example /problems/input.invalid
             */
            type: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * ProblemMessage
         * @description A problem document, with what it is about; with the code `socket.unreadable` the socket is closed after it.
         */
        ProblemMessage: {
            /**
             * Client Message Id
             * @default null
             */
            client_message_id: string | null;
            /** Code */
            code: string;
            /**
             * Conversation Id
             * @default null
             */
            conversation_id: string | null;
            /** Detail */
            detail: string;
            /**
             * Message Id
             * @default null
             */
            message_id: string | null;
            /** Status */
            status: number;
            /** Title */
            title: string;
        };
        /**
         * QuestionPartOut
         * @description One part of a question to the record, and the question without it.
         */
        QuestionPartOut: {
            /**
             * Label
             * @example Mondays
             */
            label: string;
            without: components["schemas"]["RecordQuery"];
        };
        /**
         * RankedThing
         * @description What is put in order where no grouping is named: single trades or session days.
         * @enum {string}
         */
        RankedThing: "trade" | "day" | "group";
        /**
         * Ranking
         * @description The best or worst of something, by the first measure.
         */
        Ranking: {
            /**
             * Limit
             * @default 1
             */
            limit?: number;
            of: components["schemas"]["RankedThing"];
            order: components["schemas"]["RankOrder"];
        };
        /**
         * RankOrder
         * @description Which end of an order is asked for.
         * @enum {string}
         */
        RankOrder: "best" | "worst";
        /**
         * ReadIdea
         * @description What was read of the idea; null where nothing was said or seen.
         */
        ReadIdea: {
            direction: components["schemas"]["Direction"] | null;
            /** Entry */
            entry: string | null;
            /** Instrument */
            instrument: string | null;
            /** Position Size */
            position_size: string | null;
            /**
             * Risk Amount
             * @description Money at risk, entry to stop.
             */
            risk_amount: string | null;
            /**
             * Risk Reward
             * @description To the first target.
             */
            risk_reward: string | null;
            /** Stop */
            stop: string | null;
            /** Targets */
            targets: string[];
            /** Timeframe */
            timeframe: string | null;
        };
        /**
         * ReadThese
         * @description Which to mark as read: these, or all that are not newer than a moment; nothing: all there are now.
         */
        ReadThese: {
            /**
             * Ids
             * @default null
             */
            ids?: string[] | null;
            /**
             * Until
             * @default null
             */
            until?: string | null;
        };
        /**
         * RecordQuery
         * @description A question to the record.
         *
         *     Attributes:
         *         measures: the first leads the answer and orders rankings.
         *         group_by: put together by this.
         *         compared_with: the same measures of another selection, beside the first.
         */
        RecordQuery: {
            /** @default null */
            compared_with?: components["schemas"]["TradeSlice"] | null;
            /**
             * Currency
             * @default null
             */
            currency?: string | null;
            /**
             * Day From
             * @description First day, included.
             * @default null
             */
            day_from?: string | null;
            /**
             * Day To
             * @description Last day, included.
             * @default null
             */
            day_to?: string | null;
            /**
             * @default {
             *       "weekdays": [],
             *       "hours": [],
             *       "sessions": [],
             *       "instruments": [],
             *       "classes": [],
             *       "direction": null,
             *       "setups": [],
             *       "strategies": [],
             *       "tags": [],
             *       "every_tag": [],
             *       "emotions": [],
             *       "accounts": [],
             *       "plans": [],
             *       "patterns": [],
             *       "outcomes": [],
             *       "adherence": null,
             *       "size": null,
             *       "nth_of_day": null,
             *       "after": null,
             *       "holding_minutes": null
             *     }
             */
            excluding?: components["schemas"]["Filters"];
            /** @default null */
            group_by?: components["schemas"]["GroupBy"] | null;
            /** Measures */
            measures: components["schemas"]["Measure"][];
            /**
             * @default {
             *       "weekdays": [],
             *       "hours": [],
             *       "sessions": [],
             *       "instruments": [],
             *       "classes": [],
             *       "direction": null,
             *       "setups": [],
             *       "strategies": [],
             *       "tags": [],
             *       "every_tag": [],
             *       "emotions": [],
             *       "accounts": [],
             *       "plans": [],
             *       "patterns": [],
             *       "outcomes": [],
             *       "adherence": null,
             *       "size": null,
             *       "nth_of_day": null,
             *       "after": null,
             *       "holding_minutes": null
             *     }
             */
            only?: components["schemas"]["Filters"];
            /** @default null */
            ranking?: components["schemas"]["Ranking"] | null;
            /** @default real */
            trade_type?: components["schemas"]["TradeType"] | null;
            /** @default null */
            trend?: components["schemas"]["TrendBy"] | null;
        };
        /**
         * Resource
         * @description Of what kind something is that windows show and forms change.
         * @enum {string}
         */
        Resource: "trades" | "plans" | "rulebook" | "strategies" | "journal" | "settings" | "conversations" | "demo_year";
        /**
         * Resync
         * @description Everything after a seq, in order.
         */
        Resync: {
            /**
             * Conversation Id
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            conversation_id: string;
            /** Since Seq */
            since_seq: number;
        };
        /**
         * Resynced
         * @description What was missed of a conversation, and whether there is more.
         */
        Resynced: {
            /**
             * Conversation Id
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            conversation_id: string;
            /** Head */
            head: number;
            /** Messages */
            messages: components["schemas"]["MessageOut"][];
            /** More */
            more: boolean;
            /** Unfinished */
            unfinished: components["schemas"]["MessageOut"][];
        };
        /**
         * RiskLimit
         * @description Money, or a share of the account: exactly one of the two.
         */
        RiskLimitOut: {
            /**
             * Amount
             * @description In your base currency.
             * @default null
             */
            amount: string | null;
            /**
             * Percent
             * @description Of the account size in your profile.
             * @default null
             */
            percent: string | null;
        };
        /**
         * Rule
         * @description What a check looks at. The first ones are limits of the rulebook.
         * @enum {string}
         */
        Rule: "risk_per_trade" | "daily_loss" | "weekly_loss" | "trades_per_day" | "losses_in_a_row" | "cooling_off" | "position_size" | "open_positions" | "open_risk" | "correlated_risk" | "instruments" | "sessions" | "news" | "minimum_risk_reward" | "stop_required" | "plan_required" | "commitment" | "session_state" | "stop_side" | "target_side" | "market_hours";
        /**
         * RuleHoldOut
         * @description A rule that calls for caution or locks.
         */
        RuleHoldOut: {
            /** Reason */
            reason: string;
            /** Rule */
            rule: components["schemas"]["Rule"] | "tilt";
            /**
             * Since
             * Format: date-time
             * @example 2026-11-20T14:30:00Z
             */
            since: string;
            state: components["schemas"]["SessionState"];
            /**
             * Until
             * Format: date-time
             * @example 2026-11-20T14:30:00Z
             */
            until: string;
        };
        /**
         * RuleMark
         * @description How a trade stands to one rule.
         * @enum {string}
         */
        RuleMark: "ok" | "warn" | "block" | "unknown";
        /**
         * RuleState
         * @description How things stand to one rule, in words and figures.
         */
        RuleState: {
            /**
             * Limit
             * @default null
             */
            limit: string | null;
            /**
             * Reason
             * @example 2 of 3 trades were entered today.
             */
            reason: string;
            rule: components["schemas"]["Rule"];
            state: components["schemas"]["RuleMark"];
            /**
             * Value
             * @default null
             */
            value: string | null;
        };
        /**
         * RunBefore
         * @description Trades right after so many of one kind in a row, closed on the same session day by the time of the entry.
         */
        RunBefore: {
            /**
             * At Least
             * @default 1
             */
            at_least?: number;
            what: components["schemas"]["After"];
        };
        /** SayAction */
        SayAction: {
            /**
             * Conversation Id
             * @description For `open_message`: where it stands.
             */
            conversation_id: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "say";
            /** Label */
            label: string;
            /** Message Id */
            message_id: string | null;
            /**
             * Path
             * @example /api/conversations/export?format=json
             */
            path: string;
            /** Seq */
            seq: number | null;
            text: string;
        };
        /**
         * SendMessage
         * @description A message: words, images, or both. Without a conversation a new one begins.
         */
        SendMessage: {
            /**
             * Client Message Id
             * @default null
             */
            client_message_id?: string | null;
            /**
             * Content
             * @default null
             */
            content?: string | null;
            /**
             * Conversation Id
             * @default null
             */
            conversation_id?: string | null;
            /**
             * Image Url
             * @default null
             */
            image_url?: string | null;
            /** @default null */
            mode?: components["schemas"]["Mode"] | null;
            /**
             * Related Trade Ids
             * @default null
             */
            related_trade_ids?: string[] | null;
            /**
             * Upload Ids
             * @default null
             */
            upload_ids?: string[] | null;
        };
        /**
         * SentenceOut
         * @description A sentence of an answer and what it stands on; empty where an engine named nothing.
         */
        SentenceOut: {
            /** Sources */
            sources: string[];
            /** Text */
            text: string;
        };
        /**
         * SentOut
         * @description The stored message and its pending answer.
         */
        SentOut: {
            answer: components["schemas"]["MessageOut"];
            /**
             * Duplicate
             * @description Whether it was stored before, under the same client_message_id.
             */
            duplicate: boolean;
            message: components["schemas"]["MessageOut"];
        };
        ServerToClient: {
            ai_delta: components["schemas"]["AiDelta"];
            ai_response: components["schemas"]["MessageOut"];
            ai_thinking: components["schemas"]["AiThinking"];
            changed: components["schemas"]["Changed"];
            conversation_deleted: components["schemas"]["ConversationDeleted"];
            conversation_updated: components["schemas"]["ConversationUpdated"];
            message_error: components["schemas"]["ProblemMessage"];
            message_saved: components["schemas"]["MessageSaved"];
            message_updated: components["schemas"]["MessageOut"];
            mode_changed: components["schemas"]["ModeChanged"];
            notification: components["schemas"]["NotificationNews"];
            notifications_read: components["schemas"]["UnreadCount"];
            performance_updated: components["schemas"]["PerformanceUpdated"];
            presence: components["schemas"]["Presence"];
            rulebook_state: components["schemas"]["SessionStateOut"];
        };
        /**
         * SessionState
         * @description How a trader stands in a session by their own rules.
         * @enum {string}
         */
        SessionState: "normal" | "caution" | "locked";
        /**
         * SessionStateOut
         * @description The state of the session: the strongest of what holds.
         */
        SessionStateOut: {
            /**
             * Day
             * Format: date
             */
            day: string;
            /**
             * Day Ends At
             * Format: date-time
             * @example 2026-11-20T14:30:00Z
             */
            day_ends_at: string;
            /**
             * Day Starts At
             * Format: date-time
             * @example 2026-11-20T14:30:00Z
             */
            day_starts_at: string;
            /** Holds */
            holds: components["schemas"]["RuleHoldOut"][];
            /**
             * Net Result
             * @description Realised in it, also by parts; base currency.
             * @example -125.5
             */
            net_result: string;
            /** @description While it lasts, what would block warns. */
            override: components["schemas"]["OverrideOut"] | null;
            /**
             * R
             * @example -125.5
             */
            r: string;
            /** Reason */
            reason: string | null;
            state: components["schemas"]["SessionState"];
            /**
             * Trades Entered
             * @description Real trades entered in this session.
             */
            trades_entered: number;
            /**
             * Trades Exited
             * @description Real trades left in it, whole or in part.
             */
            trades_exited: number;
            /** Until */
            until: string | null;
            /**
             * Version
             * @description Of the rulebook; null: there is none.
             */
            version: number | null;
            /**
             * Without Rate
             * @description Realised in a currency that no rate is known for: not in the sum.
             */
            without_rate: number;
        };
        /**
         * SettingDraft
         * @description One setting; `unit` says in what its value is counted.
         */
        SettingDraft: {
            /** Market */
            market?: string | null;
            /** Setting */
            setting: string;
            /** Unit */
            unit: string | null;
            /** Value */
            value: string | number | boolean | null;
        };
        /**
         * SettingProposal
         * @description Settings, in the order in which they were told.
         */
        SettingProposal: {
            /** Changes */
            changes: components["schemas"]["SettingDraft"][];
        };
        /**
         * Severity
         * @description How far beyond the trader's own usual: the 90th, 97.5th, 99th percentile, or a declared rule broken.
         * @enum {string}
         */
        Severity: "mild" | "marked" | "severe";
        /**
         * SocketRefusal
         * @description Why an event or a socket was refused; HTTP says `retry_after` in a header.
         */
        SocketRefusal: components["schemas"]["Problem"] & {
            /** @description Seconds until it may be tried again; not there where that is not known. */
            retry_after?: number;
        };
        /**
         * SwitchMode
         * @description Which conversation, and what it is about from now on.
         */
        SwitchMode: {
            /**
             * Conversation Id
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            conversation_id: string;
            mode: components["schemas"]["Mode"];
        };
        /**
         * ThisMessage
         * @description The message as it is now.
         */
        ThisMessage: {
            message: components["schemas"]["MessageOut"];
        };
        /**
         * ToldExit
         * @description One exit; without a quantity all that is open, without a price it is still asked for.
         */
        ToldExit: {
            /**
             * Price
             * @example 4501.25
             */
            price?: string;
            /**
             * Quantity
             * @example 0.25
             */
            quantity?: string;
        };
        /** TradeClosedNews */
        TradeClosedNews: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "trade_closed";
            subject: components["schemas"]["TradeSubject"];
        };
        /**
         * TradeDirection
         * @description Which way the position goes: long or short, in any case; buy and sell are read as these.
         * @enum {string}
         */
        TradeDirection: "long" | "short";
        /** TradeDraft */
        TradeDraft: {
            /**
             * Account Id
             * @description The default account, if none is named.
             */
            account_id?: string | null;
            /** Conversation Id */
            conversation_id?: string | null;
            direction?: components["schemas"]["TradeDirection"];
            /** Emotional State */
            emotional_state?: string | null;
            /** Entry Price */
            entry_price?: string;
            /**
             * Entry Time
             * Format: date-time
             * @example 2026-11-20T14:30:00Z
             */
            entry_time?: string;
            /** Exit Price */
            exit_price?: string | null;
            /** Exit Time */
            exit_time?: string | null;
            /**
             * Fee Currency
             * @description The trade's currency, if none is named.
             * @example USD
             */
            fee_currency?: string | null;
            /** Fees */
            fees?: string | null;
            /**
             * Instrument
             * @example ES
             */
            instrument?: string;
            /** Message Id */
            message_id?: string | null;
            /** Notes */
            notes?: string | null;
            /** Pattern Tags */
            pattern_tags?: string[] | null;
            /**
             * Planned Entry Price
             * @description Slippage is measured against it.
             */
            planned_entry_price?: string | null;
            /**
             * Position Size
             * @example 0.25
             */
            position_size?: string;
            /** Setup */
            setup?: string | null;
            /** Stop Price */
            stop_price?: string | null;
            /** Strategy Id */
            strategy_id?: string | null;
            /** Target Price */
            target_price?: string | null;
            /**
             * Trade Plan Id
             * @description A pending plan that this trade executes.
             */
            trade_plan_id?: string | null;
            trade_type?: components["schemas"]["TradeType"];
        };
        /**
         * TradeSlice
         * @description One selection: days, trades that are in it, and trades that are not.
         *
         *     Attributes:
         *         excluding: trades that any of these filters takes are left out ("without Mondays").
         */
        TradeSlice: {
            /**
             * Currency
             * @default null
             */
            currency?: string | null;
            /**
             * Day From
             * @description First day, included.
             * @default null
             */
            day_from?: string | null;
            /**
             * Day To
             * @description Last day, included.
             * @default null
             */
            day_to?: string | null;
            /**
             * @default {
             *       "weekdays": [],
             *       "hours": [],
             *       "sessions": [],
             *       "instruments": [],
             *       "classes": [],
             *       "direction": null,
             *       "setups": [],
             *       "strategies": [],
             *       "tags": [],
             *       "every_tag": [],
             *       "emotions": [],
             *       "accounts": [],
             *       "plans": [],
             *       "patterns": [],
             *       "outcomes": [],
             *       "adherence": null,
             *       "size": null,
             *       "nth_of_day": null,
             *       "after": null,
             *       "holding_minutes": null
             *     }
             */
            excluding?: components["schemas"]["Filters"];
            /**
             * @default {
             *       "weekdays": [],
             *       "hours": [],
             *       "sessions": [],
             *       "instruments": [],
             *       "classes": [],
             *       "direction": null,
             *       "setups": [],
             *       "strategies": [],
             *       "tags": [],
             *       "every_tag": [],
             *       "emotions": [],
             *       "accounts": [],
             *       "plans": [],
             *       "patterns": [],
             *       "outcomes": [],
             *       "adherence": null,
             *       "size": null,
             *       "nth_of_day": null,
             *       "after": null,
             *       "holding_minutes": null
             *     }
             */
            only?: components["schemas"]["Filters"];
            /** @default real */
            trade_type?: components["schemas"]["TradeType"] | null;
        };
        /**
         * TradeSubject
         * @description The trade that has its result.
         */
        TradeSubject: {
            /**
             * Trade Id
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            trade_id: string;
        };
        /**
         * TradeType
         * @description Money at risk, or practice.
         * @enum {string}
         */
        TradeType: "real" | "training";
        /**
         * TradingWindow
         * @description When trades may be entered; a window that ends before it starts goes over midnight.
         */
        TradingWindowOut: {
            /**
             * Days
             * @default [
             *       "mon",
             *       "tue",
             *       "wed",
             *       "thu",
             *       "fri"
             *     ]
             */
            days: components["schemas"]["WindowDay"][];
            /**
             * End
             * @example 09:30
             */
            end: string;
            /**
             * Start
             * @example 09:30
             */
            start: string;
        };
        /**
         * TrendBy
         * @description In which steps a figure is followed through time.
         * @enum {string}
         */
        TrendBy: "day" | "week" | "month";
        /**
         * UnderstoodOut
         * @description What the coach took a message for, on its answer.
         */
        UnderstoodOut: {
            /**
             * About
             * @description What the conversation is about now.
             * @default null
             * @example MES long 4500
             */
            about: string | null;
            /**
             * Asked
             * @description What is asked back: the field that is unclear.
             * @default null
             */
            asked: string | null;
            /**
             * Kind
             * @description What the message was taken for: more kinds may come.
             * @example question
             * @example idea
             */
            kind: string;
            /**
             * Not Understood
             * @description Words that were read into nothing, and said back.
             * @default []
             */
            not_understood: string[];
            /**
             * Parts
             * @description What of the question can be taken away.
             * @default []
             */
            parts: components["schemas"]["QuestionPartOut"][];
            /**
             * Query
             * @description The question to the record, as `POST /api/trading/query` takes it.
             * @default null
             */
            query: components["schemas"]["RecordQuery"] | null;
        };
        /**
         * UnreadCount
         * @description How many notifications are unread.
         */
        UnreadCount: {
            /** Unread */
            unread: number;
        };
        /**
         * VerdictKind
         * @description The four answers to an idea.
         * @enum {string}
         */
        VerdictKind: "diamond" | "fire" | "skull" | "unreadable";
        /**
         * VerdictOut
         * @description A stored verdict.
         */
        VerdictOut: {
            /** Analysis */
            analysis: string;
            /**
             * Calibrated On
             * @description Decided verdicts that it was drawn to; 0: not yet calibrated.
             */
            calibrated_on: number;
            /**
             * Calibration
             * @description In words.
             * @example not yet calibrated
             * @example drawn to 42 decided verdicts
             */
            calibration: string;
            /** Citations */
            citations: components["schemas"]["CitationOut"][];
            /**
             * Conditions
             * @description For fire: what must be true first.
             */
            conditions: string[];
            /** Confidence */
            confidence: number | null;
            /**
             * Created At
             * Format: date-time
             * @example 2026-11-20T14:30:00Z
             */
            created_at: string;
            /** Engine */
            engine: components["schemas"]["EngineName"];
            /**
             * Evidence
             * @description Ids of the facts that were used.
             */
            evidence: string[];
            /** Facts */
            facts: components["schemas"]["FactOut"][];
            /** Fallback Reason */
            fallback_reason: components["schemas"]["FallbackReason"] | null;
            /**
             * Horizon
             * @description `this session`, `the next days` or `the next weeks`; other words count as `this session`.
             */
            horizon: string | null;
            /**
             * Id
             * Format: uuid
             * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
             */
            id: string;
            /** Image Sha256 */
            image_sha256: string | null;
            /** Invalidation */
            invalidation: string | null;
            /** Key Points */
            key_points: string[];
            /**
             * Message Id
             * @description What was judged: a message, a plan or a trade.
             */
            message_id: string | null;
            /**
             * Missing
             * @description For unreadable: what to add.
             */
            missing: string[];
            /** Model */
            model: string;
            /** Plan Id */
            plan_id: string | null;
            /** Plan Version */
            plan_version: number | null;
            /** Prompt Version */
            prompt_version: string;
            /** Psychology Note */
            psychology_note: string | null;
            read: components["schemas"]["ReadIdea"];
            /**
             * Shown Confidence
             * @description The confidence drawn to your track record; null below thirty decided ones.
             */
            shown_confidence: number | null;
            /**
             * Struck
             * @description Figures that no fact supports; each stands as [not measured].
             */
            struck: number;
            /** Trade Id */
            trade_id: string | null;
            verdict: components["schemas"]["VerdictKind"];
        };
        /**
         * Weekday
         * @description Days of the week, of the session of the entry.
         * @enum {string}
         */
        Weekday: "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday";
        /**
         * WindowDay
         * @description A day of the week.
         * @enum {string}
         */
        WindowDay: "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type Acknowledged = components['schemas']['Acknowledged'];
export type ActionOut = components['schemas']['ActionOut'];
export type After = components['schemas']['After'];
export type AiDelta = components['schemas']['AiDelta'];
export type AiThinking = components['schemas']['AiThinking'];
export type AnswerFeedbackOut = components['schemas']['AnswerFeedbackOut'];
export type AnswerMessageOut = components['schemas']['AnswerMessageOut'];
export type AnswerVerdict = components['schemas']['AnswerVerdict'];
export type Changed = components['schemas']['Changed'];
export type CheckInProposal = components['schemas']['CheckInProposal'];
export type CheckOut = components['schemas']['CheckOut'];
export type CitationOut = components['schemas']['CitationOut'];
export type ClientToServer = components['schemas']['ClientToServer'];
export type CoachingOut = components['schemas']['CoachingOut'];
export type CommitmentAction = components['schemas']['CommitmentAction'];
export type CommitmentProposal = components['schemas']['CommitmentProposal'];
export type CommitmentTrigger = components['schemas']['CommitmentTrigger'];
export type ConversationDeleted = components['schemas']['ConversationDeleted'];
export type ConversationOut = components['schemas']['ConversationOut'];
export type ConversationUpdated = components['schemas']['ConversationUpdated'];
export type CorrectionProposal = components['schemas']['CorrectionProposal'];
export type Decision = components['schemas']['Decision'];
export type DeletionProposal = components['schemas']['DeletionProposal'];
export type Detector = components['schemas']['Detector'];
export type Direction = components['schemas']['Direction'];
export type DisabledWebhookData = components['schemas']['DisabledWebhookData'];
export type DisabledWebhookNews = components['schemas']['DisabledWebhookNews'];
export type DisabledWebhookNotification = components['schemas']['DisabledWebhookNotification'];
export type DraftNews = components['schemas']['DraftNews'];
export type DraftOfCheckIn = components['schemas']['DraftOfCheckIn'];
export type DraftOfCommitment = components['schemas']['DraftOfCommitment'];
export type DraftOfCorrection = components['schemas']['DraftOfCorrection'];
export type DraftOfDeletion = components['schemas']['DraftOfDeletion'];
export type DraftOfExit = components['schemas']['DraftOfExit'];
export type DraftOfJournal = components['schemas']['DraftOfJournal'];
export type DraftOfLevel = components['schemas']['DraftOfLevel'];
export type DraftOfLimits = components['schemas']['DraftOfLimits'];
export type DraftOfPlan = components['schemas']['DraftOfPlan'];
export type DraftOfSetting = components['schemas']['DraftOfSetting'];
export type DraftOfTrade = components['schemas']['DraftOfTrade'];
export type DraftOut = components['schemas']['DraftOut'];
export type DraftStatus = components['schemas']['DraftStatus'];
export type DraftSubject = components['schemas']['DraftSubject'];
export type EditOfMessage = components['schemas']['EditOfMessage'];
export type EmotionOut = components['schemas']['EmotionOut'];
export type EmotionReason = components['schemas']['EmotionReason'];
export type EmotionState = components['schemas']['EmotionState'];
export type EngineName = components['schemas']['EngineName'];
export type EntryKind = components['schemas']['EntryKind'];
export type EntryLinksOut = components['schemas']['EntryLinksOut'];
export type EntryProposal = components['schemas']['EntryProposal'];
export type EntryZoneOut = components['schemas']['EntryZoneOut'];
export type ErrorCode = components['schemas']['ErrorCode'];
export type ExitProposal = components['schemas']['ExitProposal'];
export type ExitsOfTrade = components['schemas']['ExitsOfTrade'];
export type ExpiredPlanData = components['schemas']['ExpiredPlanData'];
export type ExpiredPlanNews = components['schemas']['ExpiredPlanNews'];
export type ExpiredPlanNotification = components['schemas']['ExpiredPlanNotification'];
export type FactOut = components['schemas']['FactOut'];
export type FactSource = components['schemas']['FactSource'];
export type FallbackReason = components['schemas']['FallbackReason'];
export type FieldProblemOut = components['schemas']['FieldProblemOut'];
export type Filters = components['schemas']['Filters'];
export type GroupBy = components['schemas']['GroupBy'];
export type Guard = components['schemas']['Guard'];
export type HeldSessionData = components['schemas']['HeldSessionData'];
export type HeldSessionNews = components['schemas']['HeldSessionNews'];
export type HeldSessionNotification = components['schemas']['HeldSessionNotification'];
export type HourRange = components['schemas']['HourRange'];
export type ImageOut = components['schemas']['ImageOut'];
export type InConversation = components['schemas']['InConversation'];
export type InstrumentClass = components['schemas']['InstrumentClass'];
export type InThisConversation = components['schemas']['InThisConversation'];
export type LevelProposal = components['schemas']['LevelProposal'];
export type LimitsProposal = components['schemas']['LimitsProposal'];
export type LossLimitOut = components['schemas']['LossLimitOut'];
export type MarketSession = components['schemas']['MarketSession'];
export type Measure = components['schemas']['Measure'];
export type MessageError = components['schemas']['MessageError'];
export type MessageOut = components['schemas']['MessageOut'];
export type MessageSaved = components['schemas']['MessageSaved'];
export type MessageStatus = components['schemas']['MessageStatus'];
export type MessageType = components['schemas']['MessageType'];
export type Mode = components['schemas']['Mode'];
export type ModeChanged = components['schemas']['ModeChanged'];
export type NewsWindowOut = components['schemas']['NewsWindowOut'];
export type NotificationFilter = components['schemas']['NotificationFilter'];
export type NotificationKind = components['schemas']['NotificationKind'];
export type NotificationNews = components['schemas']['NotificationNews'];
export type NotificationOut = components['schemas']['NotificationOut'];
export type NotificationPage = components['schemas']['NotificationPage'];
export type NudgeData = components['schemas']['NudgeData'];
export type NudgeKind = components['schemas']['NudgeKind'];
export type NudgeNews = components['schemas']['NudgeNews'];
export type NudgeNotification = components['schemas']['NudgeNotification'];
export type NumberRange = components['schemas']['NumberRange'];
export type OfDraft = components['schemas']['OfDraft'];
export type OfMessage = components['schemas']['OfMessage'];
export type OpenAction = components['schemas']['OpenAction'];
export type OpenMessageAction = components['schemas']['OpenMessageAction'];
export type Outcome = components['schemas']['Outcome'];
export type OverrideOut = components['schemas']['OverrideOut'];
export type PatternData = components['schemas']['PatternData'];
export type PatternNews = components['schemas']['PatternNews'];
export type PatternNotification = components['schemas']['PatternNotification'];
export type PerformanceUpdated = components['schemas']['PerformanceUpdated'];
export type Ping = components['schemas']['Ping'];
export type PlainNews = components['schemas']['PlainNews'];
export type PlainNotification = components['schemas']['PlainNotification'];
export type PlanAlive = components['schemas']['PlanAlive'];
export type PlanProposal = components['schemas']['PlanProposal'];
export type PlanState = components['schemas']['PlanState'];
export type Pong = components['schemas']['Pong'];
export type Presence = components['schemas']['Presence'];
export type PresenceEvent = components['schemas']['PresenceEvent'];
export type Problem = components['schemas']['Problem'];
export type ProblemMessage = components['schemas']['ProblemMessage'];
export type QuestionPartOut = components['schemas']['QuestionPartOut'];
export type RankedThing = components['schemas']['RankedThing'];
export type Ranking = components['schemas']['Ranking'];
export type RankOrder = components['schemas']['RankOrder'];
export type ReadIdea = components['schemas']['ReadIdea'];
export type ReadThese = components['schemas']['ReadThese'];
export type RecordQuery = components['schemas']['RecordQuery'];
export type Resource = components['schemas']['Resource'];
export type Resync = components['schemas']['Resync'];
export type Resynced = components['schemas']['Resynced'];
export type RiskLimitOut = components['schemas']['RiskLimitOut'];
export type Rule = components['schemas']['Rule'];
export type RuleHoldOut = components['schemas']['RuleHoldOut'];
export type RuleMark = components['schemas']['RuleMark'];
export type RuleState = components['schemas']['RuleState'];
export type RunBefore = components['schemas']['RunBefore'];
export type SayAction = components['schemas']['SayAction'];
export type SendMessage = components['schemas']['SendMessage'];
export type SentenceOut = components['schemas']['SentenceOut'];
export type SentOut = components['schemas']['SentOut'];
export type ServerToClient = components['schemas']['ServerToClient'];
export type SessionState = components['schemas']['SessionState'];
export type SessionStateOut = components['schemas']['SessionStateOut'];
export type SettingDraft = components['schemas']['SettingDraft'];
export type SettingProposal = components['schemas']['SettingProposal'];
export type Severity = components['schemas']['Severity'];
export type SocketRefusal = components['schemas']['SocketRefusal'];
export type SwitchMode = components['schemas']['SwitchMode'];
export type ThisMessage = components['schemas']['ThisMessage'];
export type ToldExit = components['schemas']['ToldExit'];
export type TradeClosedNews = components['schemas']['TradeClosedNews'];
export type TradeDirection = components['schemas']['TradeDirection'];
export type TradeDraft = components['schemas']['TradeDraft'];
export type TradeSlice = components['schemas']['TradeSlice'];
export type TradeSubject = components['schemas']['TradeSubject'];
export type TradeType = components['schemas']['TradeType'];
export type TradingWindowOut = components['schemas']['TradingWindowOut'];
export type TrendBy = components['schemas']['TrendBy'];
export type UnderstoodOut = components['schemas']['UnderstoodOut'];
export type UnreadCount = components['schemas']['UnreadCount'];
export type VerdictKind = components['schemas']['VerdictKind'];
export type VerdictOut = components['schemas']['VerdictOut'];
export type Weekday = components['schemas']['Weekday'];
export type WindowDay = components['schemas']['WindowDay'];
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
