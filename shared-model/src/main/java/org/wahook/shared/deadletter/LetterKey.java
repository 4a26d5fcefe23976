package org.wahook.shared.deadletter;

/** Identifies a letter in its queue. */
record LetterKey(String id, String phoneNumberId) {

    static LetterKey of(DeadLetter letter) {
        return new LetterKey(letter.id(), letter.phoneNumberId());
    }
}
