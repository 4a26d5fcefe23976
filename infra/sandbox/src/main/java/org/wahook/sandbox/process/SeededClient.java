package org.wahook.sandbox.process;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;

/** One of many clients that a run has, as another program would add it: with plain SQL, and the least of it. */
public record SeededClient(String chatbotId, String phoneNumberId, String accessToken) {

    /**
     * Adds so many of them.
     *
     * @param name what their ids begin with
     */
    public static List<SeededClient> add(Connection connection, String name, int count) {
        List<SeededClient> clients = IntStream.range(0, count)
                .mapToObj(i -> new SeededClient(name + "-bot-" + i, phoneNumberId(i), name + "-token-" + i))
                .toList();
        add(connection, clients);
        return clients;
    }

    /** Adds these. */
    public static void add(Connection connection, List<SeededClient> clients) {
        try (PreparedStatement chatbot =
                        connection.prepareStatement("INSERT INTO chatbots (id, api_key) VALUES (?, ?)");
                PreparedStatement account = connection.prepareStatement(
                        "INSERT INTO whatsapp_accounts (chatbot_id, phone_number_id, access_token) VALUES (?, ?, ?)")) {
            for (SeededClient client : clients) {
                chatbot.setString(1, client.chatbotId());
                chatbot.setString(2, client.chatbotId() + "-key");
                chatbot.executeUpdate();
                account.setString(1, client.chatbotId());
                account.setString(2, client.phoneNumberId());
                account.setString(3, client.accessToken());
                account.executeUpdate();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the clients could not be added", e);
        }
    }

    /** The number of the client at this place. */
    public static String phoneNumberId(int place) {
        return "20000" + place;
    }
}
