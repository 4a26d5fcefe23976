package org.wahook.shared.meta;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Why a message was written: the advertisement or the product that the customer came from. */
final class Occasion {

    private static final int LONGEST = 500;

    private Occasion() {}

    static Content before(Content content, JsonNode message) {
        List<String> leads = new ArrayList<>();
        JsonNode referral = message.path("referral");
        ContentReader.joined(Stream.of(Words.of(referral, "headline"), Words.of(referral, "body")))
                .or(() -> Words.of(referral, "source_url"))
                .ifPresent(text -> leads.add("[from the advertisement: " + shortened(text) + "]"));
        JsonNode product = message.path("context").path("referred_product");
        Words.of(product, "product_retailer_id")
                .ifPresent(id -> leads.add("[about the product: " + shortened(id) + "]"));
        return leads.isEmpty() ? content : new Content.Occasioned(String.join(" ", leads), content);
    }

    private static String shortened(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST)) + "…";
    }
}
