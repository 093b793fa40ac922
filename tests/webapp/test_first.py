def test_the_first_page_of_a_workspace_opens_for_its_people(world, sign_in):
    answer = sign_in("owner@north.example").get("/w/north/")
    assert answer.status_code == 200, answer.text
    assert world.a.canary in answer.text
    assert world.b.canary not in answer.text
