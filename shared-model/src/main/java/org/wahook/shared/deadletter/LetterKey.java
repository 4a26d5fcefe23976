package org.wahook.shared.deadletter;

/** What tells a letter from the others in its queue. */
record LetterKey(String id, String phoneNumberId) {

    static LetterKey of(DeadLetter letter) {
        return new LetterKey(letter.id(), letter.phoneNumberId());
    }
}
