package org.wahook.sandbox.bench;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The mark in a message's text; the simulated AI repeats the text, so the reply has it too. */
final class MessageNumber {

    private static final Pattern MARK = Pattern.compile("#(\\d+)#");

    private MessageNumber() {}

    static String text(long number) {
        return "Hello! Where is my order? It should have come two days ago. #%d#".formatted(number);
    }

    static OptionalLong in(String text) {
        Matcher matcher = MARK.matcher(text);
        return matcher.find() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
    }
}
