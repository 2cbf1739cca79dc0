from exercise.small import report


def test_everything_stands_in_the_log_in_order_of_time() -> None:
    log = report().log
    assert [line.at_s for line in log] == sorted(line.at_s for line in log)
    assert {line.what for line in log} == {"sensor", "incident", "alert", "decision", "inject"}
    (said,) = [line.text for line in log if line.what == "inject"]
    assert said == "phone: Something hums over the wood"
    (begun,) = [line.text for line in log if line.text.startswith("initiate")]
    assert begun == "initiate lat_deg 54.45 lon_deg 25.7 seen_s 60 s after the start sigma_m 2000"
