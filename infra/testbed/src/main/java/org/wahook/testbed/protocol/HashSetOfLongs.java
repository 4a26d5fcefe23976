package org.wahook.testbed.protocol;

/** A set of numbers other than 0 in 16 bytes each: millions of states have to fit. */
final class HashSetOfLongs {

    private long[] table = new long[1 << 16];
    private int size;

    /** True where it was not in the set. */
    boolean add(long value) {
        if (2 * size >= table.length) {
            grow();
        }
        int at = find(table, value);
        if (table[at] == value) {
            return false;
        }
        table[at] = value;
        size++;
        return true;
    }

    private static int find(long[] table, long value) {
        int mask = table.length - 1;
        int at = (int) (value ^ value >>> 29) & mask;
        while (table[at] != 0 && table[at] != value) {
            at = at + 1 & mask;
        }
        return at;
    }

    private void grow() {
        long[] larger = new long[2 * table.length];
        for (long value : table) {
            if (value != 0) {
                larger[find(larger, value)] = value;
            }
        }
        table = larger;
    }
}
