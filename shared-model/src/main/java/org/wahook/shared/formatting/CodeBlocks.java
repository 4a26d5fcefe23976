package org.wahook.shared.formatting;

import java.util.Arrays;

/** Where a text has three backticks. Between two of them stands code; one that is left over means nothing. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record CodeBlocks(int[] fences) {

    private static final String FENCE = "```";

    static CodeBlocks of(String text) {
        int[] found = new int[16];
        int count = 0;
        for (int at = text.indexOf(FENCE); at >= 0; at = text.indexOf(FENCE, at + FENCE.length())) {
            found = count == found.length ? Arrays.copyOf(found, 2 * count) : found;
            found[count++] = at;
        }
        return new CodeBlocks(Arrays.copyOf(found, count - count % 2));
    }

    boolean isInside(int position) {
        return before(position) % 2 == 1;
    }

    /** A place between characters, moved out of the three backticks if it is between them. */
    int beforeFence(int position, int earliest) {
        int before = before(position);
        int fence = before == 0 ? Integer.MIN_VALUE : fences[before - 1];
        return position < fence + FENCE.length() && fence > earliest ? fence : position;
    }

    /** How many begin before it. */
    private int before(int position) {
        int found = Arrays.binarySearch(fences, position);
        return found >= 0 ? found : -found - 1;
    }
}
