"""A message said again in other words stands beside the first one, and nothing is overwritten."""

import threading

IDEA = "Long ES 4500 stop 4490 target 4520"


def edit(trader, message, content, **more):
    return trader.post(f"/api/messages/{message['id']}/edit", {"content": content, **more})


def test_an_edit_is_a_sibling_with_its_own_answer_and_the_first_stays(world):
    trader = world.trader()
    sent = trader.say(IDEA)
    desk = world.desk()
    assert desk.answer_next()
    again = edit(trader, sent["message"], "Short ES 4500 stop 4510 target 4480")
    assert again.status_code == 201, again.json
    message = again.json["message"]
    assert (message["parent_message_id"], message["branch_index"]) == (sent["message"]["id"], 1)
    assert message["seq"] == 3  # the first, its answer, this one
    third = edit(trader, message, "Long ES 4501 stop 4490 target 4520").json["message"]
    assert (third["parent_message_id"], third["branch_index"]) == (sent["message"]["id"], 2)
    while desk.answer_next():
        pass
    log = trader.log(sent["message"]["conversation_id"])["items"]
    assert [message["seq"] for message in log] == [1, 2, 3, 4, 5, 6]
    assert log[0]["content"] == IDEA
    answers = {
        message["parent_message_id"]: message["verdict"]["read"]["direction"]
        for message in log
        if message["type"] == "ai"
    }
    assert answers == {sent["message"]["id"]: "long", message["id"]: "short", third["id"]: "long"}


def test_the_coach_does_not_see_the_other_wordings(world, provider):
    trader = world.trader()
    before = trader.say("Long NQ 18000 stop 17950 target 18100")
    where = before["message"]["conversation_id"]
    first = trader.say(IDEA, conversation_id=where)
    again = edit(trader, first["message"], "Short ES 4500 stop 4510 target 4480").json
    desk = world.desk(openai_api_key="sk-test", openai_base_url=provider.base_url)
    while desk.answer_next():
        pass
    request = next(str(request) for request in provider.requests if "Short ES 4500" in str(request))
    assert "Long NQ 18000" in request
    assert IDEA not in request
    assert trader.get(f"/api/messages/{again['answer']['id']}").json["status"] == "done"


def test_images_stay_with_every_wording(world):
    import io

    from tests.factories.images import png

    trader = world.trader()
    upload = trader.post("/api/uploads", data={"file": (io.BytesIO(png()), "x.png")}).json
    sent = trader.say("", upload_ids=[upload["id"]])
    again = edit(trader, sent["message"], "")
    assert [image["id"] for image in again.json["message"]["images"]] == [upload["id"]]
    plain = trader.say("words")
    assert edit(trader, plain["message"], "   ").json["code"] == "message.empty"


def test_the_same_edit_twice_and_at_once_is_one(world):
    trader = world.trader()
    sent = trader.say(IDEA)
    answers = []

    def send():
        headers = {"Authorization": f"Bearer {trader.access_token}"}
        body = {"content": "other words", "client_message_id": "edit-1"}
        path = f"/api/messages/{sent['message']['id']}/edit"
        answers.append(world.app.test_client().post(path, json=body, headers=headers).json)

    threads = [threading.Thread(target=send) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({answer["message"]["id"] for answer in answers}) == 1
    assert sorted(answer["duplicate"] for answer in answers) == [False, True, True, True, True]
    assert world.sql("select count(*) from messages") == [(4,)]
    other = trader.say("another", client_message_id="plain-1")
    taken = edit(trader, other["message"], "x", client_message_id="edit-1")
    assert (taken.status_code, taken.json["code"]) == (409, "message.client_id_taken")


def test_answers_are_not_edited_and_edits_count_like_messages(world):
    trader = world.trader()
    sent = trader.say(IDEA)
    refused = edit(trader, sent["answer"], "no")
    assert (refused.status_code, refused.json["code"]) == (409, "message.not_your_words")
    assert edit(trader, sent["message"], "x" * 5001).status_code == 422
    codes = [edit(trader, sent["message"], f"again {n}").status_code for n in range(31)]
    assert codes.count(429) >= 1
    assert world.sql("select count(*) from messages where type = 'user'") == [
        (codes.count(201) + 1,)
    ]
