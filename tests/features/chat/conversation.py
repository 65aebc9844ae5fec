"""A conversation as a trader has it: every message is answered by a worker that knows nothing but the database."""


class Conversation:
    """One conversation of one trader."""

    def __init__(self, world, trader, mode="analysis"):
        self.world, self.trader, self.mode, self.id = world, trader, mode, None

    def send(self, words, **more):
        """Send without an answer; the pending answer's id."""
        body = {"mode": self.mode, **more}
        if self.id is not None:
            body["conversation_id"] = self.id
        sent = self.trader.say(words, **body)
        self.id = sent["message"]["conversation_id"]
        return sent["message"], sent["answer"]["id"]

    def say(self, words, **more):
        """Send, and hear the answer of a worker that has just begun."""
        _, answer_id = self.send(words, **more)
        assert self.world.desk().answer_next()
        return self.answer(answer_id)

    def answer(self, answer_id):
        return self.trader.get(f"/api/messages/{answer_id}").json

    def confirm(self, answer, **changes):
        return self.trader.post(
            f"/api/messages/{answer['id']}/draft/confirm", {"changes": changes} if changes else {}
        )

    def dismiss(self, answer):
        return self.trader.post(f"/api/messages/{answer['id']}/draft/dismiss")

    @property
    def thread(self):
        return self.trader.get(f"/api/conversations/{self.id}/thread").json

    def trades(self):
        return self.trader.get("/api/trading/trades").json["items"]
