"""What the made-up units share: the figures of a month, and the truth of where each stands."""
import json
import sys


def figures(month):
    return {
        "fees_total_vnd": 12_345_678_000 + month * 1_000_000, "fees_cashless_vnd": 6_789_012_000 + month * 1_000_000,
        "fee_payments_total": 23_450 + month, "fee_payments_cashless": 14_070 + month, "cashless_accepted": "Có",
        "emr_level": 2, "paperless_exam": "Không", "it_level_54": 5, "kiosks_working": 6 + month,
        "security_officers_certified": 2, "systems_in_use": 14, "systems_dossier_before_use": 11,
        "cases_notifiable": 120 + month, "cases_on_platform": 110 + month, "telehealth_visits": 345 + month,
        "insured_visits": 15_600 + month, "insured_visits_chip_id": 13_200 + month,
        "driver_certificates_issued": 410 + month, "driver_certificates_sent": 400 + month,
        "birth_papers_issued": 95 + month, "birth_papers_sent": 90 + month,
        "death_papers_issued": 12 + month, "death_papers_sent": 11 + month,
        "station_functions_required": 22, "station_functions_used": 20,
        "ncd_prevention": "Có", "ncd_management": "Có", "ncd_treatment": "Không",
    }


def arguments():
    """month, target, variant: ok, moved (rows inserted, sheet renamed), changed (what the values are called or where they stand), bare (no percentages)."""
    return int(sys.argv[1]), sys.argv[2], sys.argv[3]


def tell(target, facility, cells, values, percentages=None):
    """percentages: where the file states an indicator in percent."""
    with open(target + ".json", "w") as out:
        json.dump({"facility": facility, "cells": cells, "values": values, "percentages": percentages or {}}, out)
