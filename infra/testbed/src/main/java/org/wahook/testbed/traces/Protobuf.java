package org.wahook.testbed.traces;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A protobuf message, read without its schema: its fields by number, in order. */
final class Protobuf {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED32 = 5;

    private record Field(int number, long value, ByteBuffer bytes) {}

    private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0);

    private final List<Field> fields = new ArrayList<>();

    Protobuf(ByteBuffer message) {
        ByteBuffer in = message.slice().order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            int tag = (int) varint(in);
            int number = tag >>> 3;
            switch (tag & 7) {
                case VARINT -> fields.add(new Field(number, varint(in), NO_BYTES));
                case FIXED64 -> fields.add(new Field(number, in.getLong(), NO_BYTES));
                case FIXED32 -> fields.add(new Field(number, in.getInt(), NO_BYTES));
                case LENGTH_DELIMITED -> {
                    int length = (int) varint(in);
                    fields.add(new Field(number, 0, in.slice(in.position(), length)));
                    in.position(in.position() + length);
                }
                default -> throw new IllegalArgumentException("no such wire type: " + (tag & 7));
            }
        }
    }

    List<Protobuf> messages(int number) {
        return fields.stream()
                .filter(field -> field.number() == number)
                .map(field -> new Protobuf(field.bytes()))
                .toList();
    }

    String text(int number) {
        return StandardCharsets.UTF_8.decode(bytes(number)).toString();
    }

    String hex(int number) {
        ByteBuffer bytes = bytes(number);
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return HexFormat.of().formatHex(copy);
    }

    long number(int number) {
        return fields.stream()
                .filter(field -> field.number() == number)
                .mapToLong(Field::value)
                .findFirst()
                .orElse(0);
    }

    boolean has(int number) {
        return fields.stream().anyMatch(field -> field.number() == number);
    }

    private ByteBuffer bytes(int number) {
        return fields.stream()
                .filter(field -> field.number() == number)
                .map(field -> field.bytes().duplicate())
                .findFirst()
                .orElse(NO_BYTES.duplicate());
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a varint that does not end");
    }
}
