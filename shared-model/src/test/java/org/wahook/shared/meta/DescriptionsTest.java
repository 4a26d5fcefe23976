package org.wahook.shared.meta;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the response API is told of each kind of message. */
class DescriptionsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "order | {'text': 'ring twice', 'product_items': [{'product_retailer_id': 'HAT', 'quantity': 3, 'item_price': 12.5, 'currency': 'EUR'}, {'product_retailer_id': 'PIN', 'quantity': '1', 'item_price': '500', 'currency': 'JPY'}]} | [order] 3 × HAT at 12.50 EUR; 1 × PIN at 500 JPY; note: ring twice",
                "order | {'product_items': []} | [order]",
                "contacts | [{'name': {'formatted_name': 'Lea'}, 'phones': [{'phone': '+49 40 1'}, {'wa_id': '49402'}], 'emails': [{'email': 'lea@example.org'}], 'org': {'company': 'Harbour AG'}}, {'name': {'first_name': 'Max', 'last_name': 'M'}}] | [contacts] Lea, +49 40 1, +49402, lea@example.org, Harbour AG; Max M",
                "contacts | [{'vcard': 'BEGIN:VCARD\\nTEL;type=CELL:+49 40 3\\nEND:VCARD'}] | [contacts] +49 40 3",
                "document | {'filename': 'bill.pdf', 'caption': 'please pay'} | [document] bill.pdf, please pay",
                "document | {'filename': 'bill.pdf'} | [document] bill.pdf",
                "audio | {'voice': true} | [voice note]",
                "audio | {'voice': false} | [audio]",
                "sticker | {'animated': true} | [sticker]",
                "location | {'latitude': 1.5, 'longitude': 2, 'name': 'Pier', 'address': '1 Quay', 'url': 'https://example.org/p'} | [location] Pier, 1 Quay, 1.5,2, https://example.org/p",
                "interactive | {'type': 'list_reply', 'list_reply': {'id': 'x', 'title': 'Large', 'description': 'feeds six'}} | Large (feeds six)",
                "interactive | {'type': 'list_reply', 'list_reply': {'id': 'x', 'title': 'Large'}} | Large",
                "interactive | {'type': 'button_reply', 'button_reply': {'id': 'x', 'title': ''}} | [button without words]",
                "interactive | {'type': 'nfm_reply', 'nfm_reply': {'body': 'Sent', 'response_json': '{\\'flow_token\\': \\'s3cret\\', \\'seats\\': 2, \\'extras\\': [\\'wine\\', \\'bread\\'], \\'at\\': {\\'day\\': \\'Mon\\'}, \\'note\\': \\'\\'}'}} | [form] seats: 2, extras: wine + bread, at: (day: Mon)",
                "interactive | {'type': 'nfm_reply', 'nfm_reply': {'body': 'Sent', 'response_json': 'no json'}} | [form] Sent",
                "interactive | {'type': 'payment_method', 'payment_method': {'payment_method': 'pix', 'reference_id': 'r-9', 'credential_id': 'c'}} | [payment method] pix, reference r-9",
                "interactive | {'type': 'nfm_reply', 'nfm_reply': {'body': 'Sent', 'response_json': {'flow_token': 't', 'seats': 2}}} | [form] seats: 2",
                "interactive | {'type': 'x_reply', 'x_reply': {'title': 'Full moon'}} | [interactive] Full moon",
                "interactive | {'type': 'x_reply'} | [interactive] x_reply",
                "location | {'latitude': '1.5', 'longitude': '2'} | [location] 1.5,2",
                "document | {'filename': 'bill.pdf', 'caption': 'bill.pdf'} | [document] bill.pdf",
                "text | {'body': ' \\u200b\\u3164\\u00a0'} | [text without words]",
                "text | {'body': ''} | [text without words]",
                "text | {} | [text without words]",
                "button | {'payload': 'p'} | [button without words]",
                "hologram | {'id': '1'} | [hologram]",
            })
    void each_type_is_told_with_what_a_reader_needs(String type, String content, String told) {
        assertThat(read("'type': '" + type + "', '" + type + "': " + content)
                        .content()
                        .prompt())
                .isEqualTo(told);
    }

    @Test
    void media_that_meta_could_not_deliver_is_told_with_the_reason() {
        InboundMessage message = read(
                "'type': 'image', 'errors': [{'code': 131052, 'title': 'Media download error', 'error_data': {'details': 'too large'}}]");

        assertThat(message.content().prompt()).isEqualTo("[image] could not be delivered: too large");
        assertThat(message.asks()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "unsupported | 131052 | [unsupported] could not be delivered: too large",
                "unsupported | 131051 | [unsupported]",
                "interactive | 131052 | [interactive] could not be delivered: too large",
                "text | 131052 | [text] could not be delivered: too large",
            })
    void what_meta_could_not_deliver_is_told_with_the_reason_whatever_its_type(String type, int code, String told) {
        InboundMessage message = read(
                "'type': '%s', 'errors': [{'code': %d, 'error_data': {'details': 'too large'}}]".formatted(type, code));

        assertThat(message.content().prompt()).isEqualTo(told);
        assertThat(message.asks()).isTrue();
    }

    @Test
    void an_advertisement_without_words_is_told_by_its_address() {
        InboundMessage message =
                read("'type': 'text', 'text': {'body': 'hi'}, 'referral': {'source_url': 'https://example.org/ad'}");

        assertThat(message.content().prompt()).isEqualTo("[from the advertisement: https://example.org/ad] hi");
    }

    @Test
    void the_product_and_the_advertisement_stand_before_the_words() {
        InboundMessage message = read("'type': 'text', 'text': {'body': 'how much?'},"
                + " 'context': {'id': 'w0', 'referred_product': {'catalog_id': 'c', 'product_retailer_id': 'HAT-1'}},"
                + " 'referral': {'headline': 'Hats', 'body': 'all sizes', 'source_url': 'https://example.org'}");

        assertThat(message.content().prompt())
                .isEqualTo("[from the advertisement: Hats, all sizes] [about the product: HAT-1] how much?");
        assertThat(message.content().text()).contains("how much?");
        assertThat(message.refersTo()).contains("w0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'type': 'unsupported', 'unsupported': {'type': 'edit'}, 'errors': [{'code': 131051}]",
                "'type': 'unsupported', 'unsupported': {'type': 'poll_update'}",
                "'type': 'unsupported', 'errors': [{'code': 131060}]",
                "'type': 'unknown', 'errors': [{'code': 131060}]",
                "'type': 'text', 'text': {'body': ''}, 'errors': [{'code': '131060'}]",
                "'type': 'unsupported', 'unsupported': {'type': 'EDIT'}, 'errors': [{'code': 131051}]",
                "'type': 'unsupported', 'unsupported': {'type': 'message_deleted'}",
                "'type': 'unsupported', 'unsupported': {'type': 'pin_message'}",
                "'type': 'unsupported', 'unsupported': {'type': 'ephemeral_message'}",
                "'type': 'pin', 'pin': {'message_id': 'w0'}",
                "'type': 'ephemeral', 'ephemeral': {}",
                "'type': 'deleted', 'deleted': {}",
                "'type': 'reaction', 'reaction': {'message_id': 'w0', 'emoji': 'x'}",
                "'type': 'system', 'system': {'type': 'user_identity_changed', 'body': 'b'}",
                "'type': 'edit', 'edit': {'original_message_id': 'w0', 'message': {'type': 'text', 'text': {'body': 'b'}}}",
                "'type': 'edit'",
                "'type': 'revoke', 'revoke': {'original_message_id': 'w0'}",
            })
    void what_is_done_to_a_chat_is_no_question_and_not_told(String members) {
        InboundMessage message = read(members);

        assertThat(message.asks()).isFalse();
        assertThat(message.content().told()).isFalse();
    }

    @Test
    void an_edit_without_new_words_changes_nothing() {
        assertThat(read("'type': 'edit', 'edit': {'original_message_id': 'w0'}").correction())
                .isEmpty();
    }

    private static InboundMessage read(String members) {
        String body = ("{'object': 'whatsapp_business_account', 'entry': [{'id': 'w', 'changes': [{'field': 'messages',"
                        + " 'value': {'metadata': {'phone_number_id': '1'}, 'messages': [{'from': '4930', 'id': 'w1', "
                        + members + "}]}}]}]}")
                .replace("\\'", "\u0001")
                .replace("'", "\"")
                .replace("\u0001", "\\\"");
        return ((Change.Messages) WebhookReader.read(body.getBytes(StandardCharsets.UTF_8))
                        .orElseThrow()
                        .changes()
                        .getFirst())
                .messages()
                .getFirst();
    }
}
