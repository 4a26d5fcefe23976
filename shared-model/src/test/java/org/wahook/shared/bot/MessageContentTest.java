package org.wahook.shared.bot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wahook.platform.json.Json;

/** Meta's limits, each at its edge and one beyond; {@code ×20} stands for twenty letters. */
class MessageContentTest {

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '^', textBlock = """
            {"type":"buttons","text":"×1024","buttons":[{"id":"×256","title":"×20"}]} ^ true
            {"type":"buttons","text":"×1025","buttons":[{"id":"a","title":"A"}]} ^ false
            {"type":"buttons","text":"t","buttons":[{"id":"×257","title":"A"}]} ^ false
            {"type":"buttons","text":"t","buttons":[{"id":"a","title":"×21"}]} ^ false
            {"type":"buttons","text":"t","buttons":[{"id":"a","title":"A"},{"id":"a","title":"B"}]} ^ false
            {"type":"buttons","text":"t","buttons":[{"id":"a","title":"A"},{"id":"b","title":"A"}]} ^ false
            {"type":"buttons","text":"t","buttons":[{"id":"a","title":"A"},{"id":"b","title":"B"},{"id":"c","title":"C"}]} ^ true
            {"type":"buttons","text":"t","buttons":[{"id":"a","title":"A"},{"id":"b","title":"B"},{"id":"c","title":"C"},{"id":"d","title":"D"}]} ^ false
            {"type":"buttons","text":"t","buttons":[]} ^ false
            {"type":"buttons","text":" ","buttons":[{"id":"a","title":"A"}]} ^ false
            {"type":"buttons","text":"t","buttons":[{"id":"a","title":"A"}],"header":{"type":"image","url":"https://a.example/"}} ^ true
            {"type":"buttons","text":"t","buttons":[{"id":"a","title":"A"}],"header":{"type":"audio","url":"https://a.example/"}} ^ false
            {"type":"list","text":"×4096","button":"×20","sections":[{"rows":[{"id":"×200","title":"×24","description":"×72"}]}]} ^ true
            {"type":"list","text":"t","button":"×21","sections":[{"rows":[{"id":"a","title":"A"}]}]} ^ false
            {"type":"list","text":"t","button":"b","sections":[{"rows":[{"id":"a","title":"×25"}]}]} ^ false
            {"type":"list","text":"t","button":"b","sections":[{"rows":[{"id":"a","title":"A","description":"×73"}]}]} ^ false
            {"type":"list","text":"t","button":"b","sections":[{"rows":[{"id":"×201","title":"A"}]}]} ^ false
            {"type":"list","text":"t","button":"b","sections":[{"rows":[{"id":"a","title":"A"}]},{"title":"x","rows":[{"id":"b","title":"B"}]}]} ^ false
            {"type":"list","text":"t","button":"b","sections":[{"title":"×25","rows":[{"id":"a","title":"A"}]}]} ^ false
            {"type":"list","text":"t","button":"b","sections":[]} ^ false
            {"type":"image","url":"https://a.example/x.png","caption":"×1024"} ^ true
            {"type":"image","url":"https://a.example/x.png","caption":"×1025"} ^ false
            {"type":"video","url":""} ^ false
            {"type":"location","latitude":90,"longitude":-180} ^ true
            {"type":"location","latitude":90.1,"longitude":0} ^ false
            {"type":"location","latitude":"52","longitude":0} ^ false
            {"type":"location","latitude":0,"longitude":181} ^ false
            {"type":"contacts","contacts":[{"name":{"formatted_name":"Joe"}}]} ^ true
            {"type":"contacts","contacts":[{"name":{}}]} ^ false
            {"type":"contacts","contacts":[]} ^ false
            {"type":"reaction","emoji":"👍","messageId":"wamid.X"} ^ true
            {"type":"reaction","emoji":"","messageId":"wamid.X"} ^ true
            {"type":"reaction","emoji":"yes","messageId":"wamid.X"} ^ false
            {"type":"ctaUrl","text":"t","label":"×20","url":"https://a.example/"} ^ true
            {"type":"ctaUrl","text":"t","label":"l","url":"http://a.example/"} ^ false
            {"type":"ctaUrl","text":"t","label":"×21","url":"https://a.example/"} ^ false
            {"type":"template","name":"hello","language":"en_US"} ^ true
            {"type":"template","name":"","language":"en_US"} ^ false
            {"type":"template","name":"hello","language":"en_US","components":"x"} ^ false
            {"type":"flow","text":"t","flowId":"1","cta":"×30"} ^ true
            {"type":"flow","text":"t","flowId":"1","cta":"×31"} ^ false
            {"type":"flow","text":"t","flowId":"1","cta":"c","data":[]} ^ false
            {"type":"text","text":""} ^ false
            """)
    void what_breaks_a_limit_is_replaced_by_its_fallback(String json, boolean good) {
        String whole = expanded(json);
        MessageV2.Read read = MessageV2.read(Json.parse(whole.replaceFirst("}$", ",\"fallbackText\":\"instead\"}"))
                .orElseThrow());

        assertThat(read.problem().isEmpty()).isEqualTo(good);
        BotMessage message = read.message().orElseThrow();
        assertThat(message.content().type()).isEqualTo(good ? typeOf(json) : "text");
        assertThat(message.fallbackText()).isEqualTo("instead");
        if (good) {
            assertThat(BotSchemas.problems("bot-answer-v2", "{\"version\":2,\"messages\":[" + whole + "]}"))
                    .isEmpty();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '^', textBlock = """
            {"type":"buttons","text":"t","buttons":[{"id":"a","title":"A"}]} ^ {"type":"interactive","interactive":{"type":"button","body":{"text":"t"},"action":{"buttons":[{"type":"reply","reply":{"id":"a","title":"A"}}]}}}
            {"type":"list","text":"t","button":"b","sections":[{"rows":[{"id":"a","title":"A","description":"d"}]}]} ^ {"type":"interactive","interactive":{"type":"list","body":{"text":"t"},"action":{"button":"b","sections":[{"rows":[{"id":"a","title":"A","description":"d"}]}]}}}
            {"type":"audio","url":"https://a.example/","voice":true} ^ {"type":"audio","audio":{"link":"https://a.example/","voice":true}}
            {"type":"document","url":"https://a.example/","caption":"c","filename":"../x/f.pdf"} ^ {"type":"document","document":{"link":"https://a.example/","caption":"c","filename":"f.pdf"}}
            {"type":"location","latitude":1,"longitude":2,"name":"n"} ^ {"type":"location","location":{"latitude":1.0,"longitude":2.0,"name":"n"}}
            {"type":"reaction","emoji":"👍","messageId":"w"} ^ {"type":"reaction","reaction":{"message_id":"w","emoji":"👍"}}
            {"type":"ctaUrl","text":"t","label":"l","url":"https://a.example/"} ^ {"type":"interactive","interactive":{"type":"cta_url","body":{"text":"t"},"action":{"name":"cta_url","parameters":{"display_text":"l","url":"https://a.example/"}}}}
            {"type":"template","name":"n","language":"en"} ^ {"type":"template","template":{"name":"n","language":{"code":"en"}}}
            {"type":"flow","text":"t","flowId":"1","cta":"c","screen":"S","data":{"a":1}} ^ {"type":"interactive","interactive":{"type":"flow","body":{"text":"t"},"action":{"name":"flow","parameters":{"flow_message_version":"3","flow_id":"1","flow_cta":"c","flow_action":"navigate","flow_action_payload":{"screen":"S","data":{"a":1}}}}}}
            {"type":"text","text":"t","previewUrl":true} ^ {"type":"text","text":{"preview_url":true,"body":"t"}}
            """)
    void meta_is_sent_its_own_shape(String json, String expected) {
        BotMessage message =
                MessageV2.read(Json.parse(json).orElseThrow()).message().orElseThrow();

        assertThat(Json.text(MetaMessages.of(message.content()))).isEqualTo(expected);
    }

    private static String typeOf(String json) {
        return Json.parse(json).orElseThrow().path("type").asString();
    }

    private static String expanded(String json) {
        String text = json;
        while (text.contains("×")) {
            String number = text.replaceFirst("(?s).*?×(\\d+).*", "$1");
            text = text.replaceFirst("×" + number, "x".repeat(Integer.parseInt(number)));
        }
        return text;
    }
}
