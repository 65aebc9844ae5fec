// Made by `make api-types` from the documents that the product serves. Do not edit.

export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * ActionKind
         * @description How an action is carried out.
         * @enum {string}
         */
        ActionKind: "open_message" | "download" | "open" | "say";
        /**
         * ActionOut
         * @description What can be done with an answer: `GET path` with your sign-in, a message to jump to, or one to send (`say`).
         */
        ActionOut: {
            /**
             * Conversation Id
             * @description For `open_message`: where it stands.
             */
            conversation_id: string | null;
            kind: components["schemas"]["ActionKind"];
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
            text?: string | null;
        };
        /**
         * AnswerVerdict
         * @description What a trader says of an answer.
         * @enum {string}
         */
        AnswerVerdict: "helpful" | "wrong";
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
            state: components["schemas"]["StateOut"];
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
            /**
             * OfDraft
             * @description Which draft, and what to log instead of what was understood, by field of a trade.
             */
            confirm_draft: {
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
            dismiss_draft: {
                /**
                 * Message Id
                 * Format: uuid
                 * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
                 */
                message_id: string;
            };
            /**
             * EditOfMessage
             * @description Which message, and its new words.
             */
            edit_message: {
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
             * InConversation
             * @description Which conversation.
             */
            join_conversation: {
                /**
                 * Conversation Id
                 * Format: uuid
                 * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
                 */
                conversation_id: string;
            };
            /**
             * InConversation
             * @description Which conversation.
             */
            leave_conversation: {
                /**
                 * Conversation Id
                 * Format: uuid
                 * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
                 */
                conversation_id: string;
            };
            /**
             * NotificationFilter
             * @description Which notifications to list, latest first.
             */
            list_notifications: {
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
             * ReadThese
             * @description Which to mark as read: these, or all that are not newer than a moment; nothing: all there are now.
             */
            mark_notifications_read: {
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
             * Ping
             * @description Nothing: the answer is what counts.
             */
            ping: Record<string, never>;
            /**
             * OfMessage
             * @description Which message.
             */
            regenerate: {
                /**
                 * Message Id
                 * Format: uuid
                 * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
                 */
                message_id: string;
            };
            /**
             * Resync
             * @description Everything after a seq, in order.
             */
            resync: {
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
             * SendMessage
             * @description A message: words, images, or both. Without a conversation a new one begins.
             */
            send_message: {
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
             * OfMessage
             * @description Which message.
             */
            stop_generation: {
                /**
                 * Message Id
                 * Format: uuid
                 * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
                 */
                message_id: string;
            };
            /**
             * SwitchMode
             * @description Which conversation, and what it is about from now on.
             */
            switch_mode: {
                /**
                 * Conversation Id
                 * Format: uuid
                 * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
                 */
                conversation_id: string;
                mode: components["schemas"]["Mode"];
            };
            /**
             * InConversation
             * @description Which conversation.
             */
            typing: {
                /**
                 * Conversation Id
                 * Format: uuid
                 * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
                 */
                conversation_id: string;
            };
        };
        /**
         * CoachingOut
         * @description What an answer of the coach stands on.
         */
        CoachingOut: {
            emotion: components["schemas"]["EmotionOut"] | null;
            /**
             * Engine
             * @example openai
             * @example rules
             */
            engine: string;
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
         * Decision
         * @description What the interlock says.
         * @enum {string}
         */
        Decision: "allow" | "warn" | "block";
        /**
         * Direction
         * @description Which way the idea goes.
         * @enum {string}
         */
        Direction: "long" | "short";
        /**
         * DraftOut
         * @description What was understood: a trade, in `trade` as `POST /api/trading/trades` takes it, and what that still needs.
         */
        DraftOut: {
            /**
             * Created Id
             * @description The plan or commitment that was made.
             * @default null
             */
            created_id?: string | null;
            /**
             * Kind
             * @example trade
             * @example exit
             * @example level
             * @example plan
             * @example commitment
             * @example setting
             * @example limits
             * @example check_in
             */
            kind: string;
            /** Missing */
            missing: string[];
            /**
             * Proposal
             * @description What all but a trade would write, as its operation takes it.
             * @default null
             */
            proposal?: {
                [key: string]: unknown;
            } | null;
            status: components["schemas"]["DraftStatus"];
            /** Trade */
            trade: {
                [key: string]: unknown;
            };
            /**
             * Trade Id
             * @description The trade that was logged.
             */
            trade_id: string | null;
        };
        /**
         * DraftStatus
         * @description What became of a draft.
         * @enum {string}
         */
        DraftStatus: "open" | "confirmed" | "dismissed";
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
            reasons: components["schemas"]["Reason"][];
            /**
             * State
             * @example revenge
             * @example fear
             * @example heated
             * @example calm
             * @example unclear
             */
            state: string;
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
            /**
             * Source
             * @example words
             * @example instrument
             * @example account
             * @example record
             * @example plan
             * @example rulebook
             * @example market
             * @example image
             */
            source: string;
            /**
             * Statement
             * @example Entry 4501.25.
             */
            statement: string;
            /** Value */
            value: string | null;
        };
        /**
         * FeedbackOut
         * @description What the trader said of an answer.
         */
        FeedbackOut: {
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
         * Guard
         * @description Words that are answered with care or declined, and are shown to no provider.
         * @enum {string}
         */
        Guard: "self_harm" | "market_abuse";
        /**
         * HoldOut
         * @description A rule that calls for caution or locks.
         */
        HoldOut: {
            /** Reason */
            reason: string;
            /** Rule */
            rule: string;
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
         * Mark
         * @description How a trade stands to one rule.
         * @enum {string}
         */
        Mark: "ok" | "warn" | "block" | "unknown";
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
            actions?: components["schemas"]["ActionOut"][];
            /** Branch Index */
            branch_index: number;
            /** Client Message Id */
            client_message_id: string | null;
            /**
             * @description What an answer of the coach stands on, sentence by sentence.
             * @default null
             */
            coaching?: components["schemas"]["CoachingOut"] | null;
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
            feedback?: components["schemas"]["FeedbackOut"] | null;
            /** Finished At */
            finished_at: string | null;
            /**
             * @description On a message that was met with care or declined, and on that answer, once it is given. No provider sees such a message.
             * @default null
             */
            guard?: components["schemas"]["Guard"] | null;
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
            understood?: components["schemas"]["UnderstoodOut"] | null;
            verdict: components["schemas"]["VerdictOut"] | null;
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
         * NotificationKind
         * @description What a notification is about; preferences are by kind.
         * @enum {string}
         */
        NotificationKind: "plan_expired" | "session_caution" | "session_locked" | "nudge" | "pattern" | "weekly_review" | "ai_budget" | "webhook_disabled" | "system" | "test";
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
            rules: string[];
            state: components["schemas"]["SessionState"];
            /**
             * Until
             * Format: date-time
             * @example 2026-11-20T14:30:00Z
             */
            until: string;
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
            /**
             * Without
             * @description As `POST /api/trading/query` takes it, to ask again.
             */
            without: {
                [key: string]: unknown;
            };
        };
        /**
         * Reading
         * @description What was read of the idea; null where nothing was said or seen.
         */
        Reading: {
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
         * Reason
         * @description Why a message reads as it does.
         */
        Reason: {
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
         * Resource
         * @description Of what kind something is that windows show and forms change.
         * @enum {string}
         */
        Resource: "trades" | "plans" | "rulebook" | "strategies" | "journal" | "settings" | "conversations" | "demo_year";
        /**
         * Rule
         * @description What a check looks at. The first ones are limits of the rulebook.
         * @enum {string}
         */
        Rule: "risk_per_trade" | "daily_loss" | "weekly_loss" | "trades_per_day" | "losses_in_a_row" | "cooling_off" | "position_size" | "open_positions" | "open_risk" | "correlated_risk" | "instruments" | "sessions" | "news" | "minimum_risk_reward" | "stop_required" | "plan_required" | "commitment" | "session_state" | "stop_side" | "target_side" | "market_hours";
        /**
         * RuleState
         * @description How things stand to one rule, in words and figures.
         */
        RuleState: {
            /**
             * Limit
             * @default null
             */
            limit?: string | null;
            /**
             * Reason
             * @example 2 of 3 trades were entered today.
             */
            reason: string;
            rule: components["schemas"]["Rule"];
            state: components["schemas"]["Mark"];
            /**
             * Value
             * @default null
             */
            value?: string | null;
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
        ServerToClient: {
            /**
             * AiDelta
             * @description Text of an answer as it comes: `content = content[:offset] + text`; offset 0 starts again.
             */
            ai_delta: {
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
             * MessageOut
             * @description A message. `seq` is null until the message is final: done, stopped, failed, or saved.
             */
            ai_response: {
                /**
                 * Actions
                 * @default []
                 */
                actions?: components["schemas"]["ActionOut"][];
                /** Branch Index */
                branch_index: number;
                /** Client Message Id */
                client_message_id: string | null;
                /**
                 * @description What an answer of the coach stands on, sentence by sentence.
                 * @default null
                 */
                coaching?: components["schemas"]["CoachingOut"] | null;
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
                feedback?: components["schemas"]["FeedbackOut"] | null;
                /** Finished At */
                finished_at: string | null;
                /**
                 * @description On a message that was met with care or declined, and on that answer, once it is given. No provider sees such a message.
                 * @default null
                 */
                guard?: components["schemas"]["Guard"] | null;
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
                understood?: components["schemas"]["UnderstoodOut"] | null;
                verdict: components["schemas"]["VerdictOut"] | null;
            };
            /**
             * AiThinking
             * @description A worker has begun to answer.
             */
            ai_thinking: {
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
             * Changed
             * @description Something of the trader's is another one now, or gone; told to every window but the one that asked for it.
             */
            changed: {
                /**
                 * Id
                 * @description Which one; null: the trader's one rulebook or settings, or very many at once.
                 * @default null
                 */
                id?: string | null;
                resource: components["schemas"]["Resource"];
                /**
                 * Version
                 * @description The version that it has now, where its answer has a `version`.
                 * @default null
                 */
                version?: number | null;
            };
            /**
             * ConversationDeleted
             * @description A conversation and all of its messages are gone; an answer that was being made ends with it.
             */
            conversation_deleted: {
                /**
                 * Conversation Id
                 * Format: uuid
                 * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
                 */
                conversation_id: string;
            };
            /**
             * ConversationUpdated
             * @description A conversation is new, or changed: its title, mode, place, or head; whether it is archived or pinned.
             */
            conversation_updated: {
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
             * ProblemMessage
             * @description A problem document, with what it is about; with the code `socket.unreadable` the socket is closed after it.
             */
            message_error: {
                /**
                 * Client Message Id
                 * @default null
                 */
                client_message_id?: string | null;
                /** Code */
                code: string;
                /**
                 * Conversation Id
                 * @default null
                 */
                conversation_id?: string | null;
                /** Detail */
                detail: string;
                /**
                 * Message Id
                 * @default null
                 */
                message_id?: string | null;
                /** Status */
                status: number;
                /** Title */
                title: string;
            };
            /**
             * MessageSaved
             * @description A message of this user was stored, by another window.
             */
            message_saved: {
                answer: components["schemas"]["MessageOut"];
                message: components["schemas"]["MessageOut"];
            };
            /**
             * MessageOut
             * @description A message. `seq` is null until the message is final: done, stopped, failed, or saved.
             */
            message_updated: {
                /**
                 * Actions
                 * @default []
                 */
                actions?: components["schemas"]["ActionOut"][];
                /** Branch Index */
                branch_index: number;
                /** Client Message Id */
                client_message_id: string | null;
                /**
                 * @description What an answer of the coach stands on, sentence by sentence.
                 * @default null
                 */
                coaching?: components["schemas"]["CoachingOut"] | null;
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
                feedback?: components["schemas"]["FeedbackOut"] | null;
                /** Finished At */
                finished_at: string | null;
                /**
                 * @description On a message that was met with care or declined, and on that answer, once it is given. No provider sees such a message.
                 * @default null
                 */
                guard?: components["schemas"]["Guard"] | null;
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
                understood?: components["schemas"]["UnderstoodOut"] | null;
                verdict: components["schemas"]["VerdictOut"] | null;
            };
            /**
             * ModeChanged
             * @description A conversation is about something else now.
             */
            mode_changed: {
                /**
                 * Conversation Id
                 * Format: uuid
                 * @example 0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b
                 */
                conversation_id: string;
                mode: components["schemas"]["Mode"];
            };
            /**
             * NotificationNews
             * @description Something that happened: kept in the list where it has an `id`, with the number of unread ones.
             */
            notification: {
                /**
                 * Body
                 * @default null
                 */
                body?: string | null;
                /**
                 * Created At
                 * @default null
                 */
                created_at?: string | null;
                /**
                 * Id
                 * @default null
                 */
                id?: string | null;
                /**
                 * Kind
                 * @example trade_closed
                 */
                kind: string;
                /** Subject */
                subject: {
                    [key: string]: unknown;
                };
                /**
                 * Title
                 * @default null
                 */
                title?: string | null;
                /**
                 * Unread
                 * @default null
                 */
                unread?: number | null;
            };
            /**
             * Unread
             * @description How many notifications are unread.
             */
            notifications_read: {
                /** Unread */
                unread: number;
            };
            /**
             * PerformanceUpdated
             * @description The record changed: open dashboards ask for their figures again.
             */
            performance_updated: {
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
             * Presence
             * @description Other windows of the same user.
             */
            presence: {
                /**
                 * Conversation Id
                 * @default null
                 */
                conversation_id?: string | null;
                /**
                 * Event
                 * @example arrived
                 * @example left
                 * @example typing
                 */
                event: string;
            };
            /**
             * StateOut
             * @description The state of the session: the strongest of what holds.
             */
            rulebook_state: {
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
                holds: components["schemas"]["HoldOut"][];
                /**
                 * Net Result
                 * @description Of exits, dividends and financing of this session, also of trades that are held; base currency.
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
                 * @description Real trades left in this session, in whole or in part, whenever entered.
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
        };
        /**
         * SessionState
         * @description How a trader stands in a session by their own rules.
         * @enum {string}
         */
        SessionState: "normal" | "caution" | "locked";
        /**
         * StateOut
         * @description The state of the session: the strongest of what holds.
         */
        StateOut: {
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
            holds: components["schemas"]["HoldOut"][];
            /**
             * Net Result
             * @description Of exits, dividends and financing of this session, also of trades that are held; base currency.
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
             * @description Real trades left in this session, in whole or in part, whenever entered.
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
            about?: string | null;
            /**
             * Asked
             * @description What is asked back: the field that is unclear.
             * @default null
             */
            asked?: string | null;
            /**
             * Kind
             * @description The kind of request.
             * @example question
             * @example idea
             */
            kind: string;
            /**
             * Not Understood
             * @description Words that were read into nothing, and said back.
             * @default []
             */
            not_understood?: string[];
            /**
             * Parts
             * @description What of the question can be taken away.
             * @default []
             */
            parts?: components["schemas"]["QuestionPartOut"][];
            /**
             * Query
             * @description The question to the record, as `POST /api/trading/query` takes it.
             * @default null
             */
            query?: {
                [key: string]: unknown;
            } | null;
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
             * Calibration
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
            /**
             * Engine
             * @example openai
             * @example rules
             */
            engine: string;
            /**
             * Evidence
             * @description Ids of the facts that were used.
             */
            evidence: string[];
            /** Facts */
            facts: components["schemas"]["FactOut"][];
            /** Fallback Reason */
            fallback_reason: string | null;
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
            read: components["schemas"]["Reading"];
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
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type ActionKind = components['schemas']['ActionKind'];
export type ActionOut = components['schemas']['ActionOut'];
export type AnswerVerdict = components['schemas']['AnswerVerdict'];
export type CheckOut = components['schemas']['CheckOut'];
export type CitationOut = components['schemas']['CitationOut'];
export type ClientToServer = components['schemas']['ClientToServer'];
export type CoachingOut = components['schemas']['CoachingOut'];
export type Decision = components['schemas']['Decision'];
export type Direction = components['schemas']['Direction'];
export type DraftOut = components['schemas']['DraftOut'];
export type DraftStatus = components['schemas']['DraftStatus'];
export type EmotionOut = components['schemas']['EmotionOut'];
export type FactOut = components['schemas']['FactOut'];
export type FeedbackOut = components['schemas']['FeedbackOut'];
export type Guard = components['schemas']['Guard'];
export type HoldOut = components['schemas']['HoldOut'];
export type ImageOut = components['schemas']['ImageOut'];
export type Mark = components['schemas']['Mark'];
export type MessageError = components['schemas']['MessageError'];
export type MessageOut = components['schemas']['MessageOut'];
export type MessageStatus = components['schemas']['MessageStatus'];
export type MessageType = components['schemas']['MessageType'];
export type Mode = components['schemas']['Mode'];
export type NotificationKind = components['schemas']['NotificationKind'];
export type OverrideOut = components['schemas']['OverrideOut'];
export type PlanAlive = components['schemas']['PlanAlive'];
export type QuestionPartOut = components['schemas']['QuestionPartOut'];
export type Reading = components['schemas']['Reading'];
export type Reason = components['schemas']['Reason'];
export type Resource = components['schemas']['Resource'];
export type Rule = components['schemas']['Rule'];
export type RuleState = components['schemas']['RuleState'];
export type SentenceOut = components['schemas']['SentenceOut'];
export type ServerToClient = components['schemas']['ServerToClient'];
export type SessionState = components['schemas']['SessionState'];
export type StateOut = components['schemas']['StateOut'];
export type UnderstoodOut = components['schemas']['UnderstoodOut'];
export type VerdictKind = components['schemas']['VerdictKind'];
export type VerdictOut = components['schemas']['VerdictOut'];
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
