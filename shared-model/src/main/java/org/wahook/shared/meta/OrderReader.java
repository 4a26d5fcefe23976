package org.wahook.shared.meta;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Tells an order from a catalog: what, how many, at which price, and the customer's note. */
final class OrderReader {

    private static final int USUAL_DECIMALS = 2;

    /** A price with more digits is none. */
    private static final int MOST_DIGITS = 30;

    private OrderReader() {}

    static Optional<String> describe(JsonNode order) {
        List<String> parts = new ArrayList<>();
        order.path("product_items").forEach(item -> parts.add(item(item)));
        Words.of(order, "text").ifPresent(note -> parts.add("note: " + note));
        return parts.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", parts));
    }

    private static String item(JsonNode item) {
        String article = Words.of(item, "product_retailer_id").orElse("an article");
        String currency = Words.of(item, "currency").orElse("");
        String price = Words.of(item, "item_price")
                .map(amount -> " at " + amount(amount, currency) + (currency.isEmpty() ? "" : " " + currency))
                .orElse("");
        return Words.of(item, "quantity").orElse("1") + " × " + article + price;
    }

    /** With the decimals that the currency has, or more where Meta gives more. */
    private static String amount(String amount, String currency) {
        if (amount.length() > MOST_DIGITS) {
            return amount;
        }
        try {
            BigDecimal value = new BigDecimal(amount);
            BigDecimal plain = value.stripTrailingZeros();
            boolean sane = Math.abs(plain.scale()) <= MOST_DIGITS;
            return sane
                    ? plain.setScale(Math.max(plain.scale(), decimals(currency)))
                            .toPlainString()
                    : amount;
        } catch (NumberFormatException e) {
            return amount;
        }
    }

    private static int decimals(String currency) {
        try {
            return Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
        } catch (IllegalArgumentException e) {
            return USUAL_DECIMALS;
        }
    }
}
