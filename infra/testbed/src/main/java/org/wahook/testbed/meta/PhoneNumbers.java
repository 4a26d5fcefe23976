package org.wahook.testbed.meta;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The phone numbers that Meta knows with their tokens. While none is registered, any number and token will do. */
final class PhoneNumbers {
    private final Map<String, Registered> byId = new ConcurrentHashMap<>();

    record Registered(String id, String wabaId, Set<String> tokens) {}

    void register(String id, String wabaId, String token) {
        byId.compute(id, (same, old) -> {
            Set<String> tokens = old == null ? ConcurrentHashMap.newKeySet() : old.tokens();
            tokens.add(token);
            return new Registered(id, wabaId, tokens);
        });
    }

    void revoke(String token) {
        byId.values().forEach(number -> number.tokens().remove(token));
    }

    boolean isEmpty() {
        return byId.isEmpty();
    }

    Optional<Registered> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    List<Registered> ofAccount(String wabaId) {
        return byId.values().stream().filter(n -> n.wabaId().equals(wabaId)).toList();
    }

    /** What is wrong with this token for this number or business account, if anything. */
    Optional<GraphError> refusal(String objectId, String token) {
        if (byId.isEmpty()) {
            return token.isEmpty() ? Optional.of(GraphError.badToken()) : Optional.empty();
        }
        if (byId.values().stream().noneMatch(number -> number.tokens().contains(token))) {
            return Optional.of(GraphError.badToken());
        }
        boolean mayUse = byId.values().stream()
                .filter(n -> n.id().equals(objectId) || n.wabaId().equals(objectId))
                .anyMatch(n -> n.tokens().contains(token));
        return mayUse ? Optional.empty() : Optional.of(GraphError.noSuchObject(objectId));
    }
}
