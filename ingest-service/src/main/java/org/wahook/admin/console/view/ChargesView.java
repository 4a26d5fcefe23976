package org.wahook.admin.console.view;

import java.util.List;
import java.util.UUID;
import org.wahook.shared.analytics.MonthlyCharges;

/**
 * What Meta said that the replies of one integration cost in a calendar month.
 *
 * @param month such as {@code 2026-11}
 * @param billable replies that Meta charges for
 * @param free replies that the free allowance of the number covered
 * @param allowance how much of it is used, in percent
 */
public record ChargesView(String month, long billable, long free, long allowance) {

    /** The newest first. */
    public static List<ChargesView> of(UUID integrationId, List<MonthlyCharges> charges) {
        return charges.stream()
                .filter(it -> it.accountId().equals(integrationId.toString()))
                .map(it -> new ChargesView(
                        it.month().toString().substring(0, "2026-11".length()),
                        it.billable(),
                        it.free(),
                        Math.round(100 * it.allowanceUsed())))
                .toList()
                .reversed();
    }
}
