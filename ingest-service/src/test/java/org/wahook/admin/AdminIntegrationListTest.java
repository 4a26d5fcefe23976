package org.wahook.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.admin.AdminService.INTEGRATION;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class AdminIntegrationListTest {

    @AutoClose
    private static final AdminService admin = AdminService.start(Map.of());

    @Test
    void pages_show_every_integration_once_in_a_stable_order() {
        Set<String> made = new HashSet<>();
        for (int i = 0; i < 7; i++) {
            made.add(admin.create("paged", "250" + i).field("/id"));
        }

        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            AdminResponse page = admin.get(INTEGRATION + "?chatbotId=paged&limit=3" + cursor);
            assertThat(page.json().path("items").size()).isLessThanOrEqualTo(3);
            page.json().path("items").forEach(item -> seen.add(item.path("id").asString()));
            cursor = page.json().path("nextCursor").isNull() ? "" : "&cursor=" + page.field("/nextCursor");
        } while (!cursor.isEmpty());

        assertThat(seen).hasSize(7).containsExactlyInAnyOrderElementsOf(made);
    }

    @Test
    void a_list_is_filtered_by_chatbot_number_and_status() {
        String id = admin.create("filtered", "2600").field("/id");
        admin.create("filtered", "2601");
        admin.delete(INTEGRATION + "/" + id);

        assertThat(ids("?chatbotId=filtered")).hasSize(2);
        assertThat(ids("?chatbotId=filtered&status=inactive")).containsExactly(id);
        assertThat(ids("?phoneNumberId=2600")).containsExactly(id);
        assertThat(ids("?chatbotId=nobody")).isEmpty();
    }

    @Test
    void bad_query_parameters_are_named() {
        assertThat(admin.get(INTEGRATION + "?limit=0&status=maybe&cursor=x&colour=red")
                        .fieldsAtFault())
                .containsExactlyInAnyOrder("limit", "status", "cursor", "colour");
        assertThat(admin.get(INTEGRATION + "?limit=201").fieldsAtFault()).containsExactly("limit");
        assertThat(admin.get(INTEGRATION + "?chatbotId=a&chatbotId=b").fieldsAtFault())
                .containsExactly("chatbotId");
    }

    @Test
    void an_id_that_nobody_has_is_404() {
        for (String id : List.of("00000000-0000-0000-0000-000000000000", "1-2-3-4-5", "nonsense")) {
            assertThat(admin.get(INTEGRATION + "/" + id).status()).isEqualTo(404);
            assertThat(admin.patch(INTEGRATION + "/" + id, "{\"verifyToken\": \"x\"}")
                            .status())
                    .isEqualTo(404);
            assertThat(admin.delete(INTEGRATION + "/" + id).status()).isEqualTo(404);
        }
    }

    private static List<String> ids(String query) {
        return admin.get(INTEGRATION + query)
                .json()
                .path("items")
                .valueStream()
                .map(item -> item.path("id").asString())
                .toList();
    }
}
