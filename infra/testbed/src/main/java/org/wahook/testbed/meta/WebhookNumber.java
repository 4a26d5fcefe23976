package org.wahook.testbed.meta;

/** The business's side of a webhook: whose number it came in at. */
public record WebhookNumber(String wabaId, String phoneNumberId, String displayPhoneNumber) {

    /** A number whose display form is made up from its id. */
    public static WebhookNumber of(String wabaId, String phoneNumberId) {
        return new WebhookNumber(wabaId, phoneNumberId, displayOf(phoneNumberId));
    }

    static String displayOf(String phoneNumberId) {
        return "1555%07d".formatted(Math.floorMod(phoneNumberId.hashCode(), 10_000_000));
    }
}
