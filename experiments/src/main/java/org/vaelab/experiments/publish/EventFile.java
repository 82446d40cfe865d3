// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.publish;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * A TensorBoard event file: {@code Event} messages as TFRecords. A record is the length of the message
 * in 8 bytes, the masked CRC-32C of these bytes, the message, and its masked CRC-32C, little-endian. The
 * mask is {@code rotateRight(crc, 15) + 0xa282ead8}.
 */
final class EventFile implements Closeable {

    private static final int MASK = 0xa282ead8;
    private static final int ROTATED_BITS = 15;

    // Fields of tensorboard.Event, Summary and Summary.Value.
    private static final int WALL_TIME = 1;
    private static final int STEP = 2;
    private static final int FILE_VERSION = 3;
    private static final int SUMMARY = 5;
    private static final int VALUE = 1;
    private static final int TAG = 1;
    private static final int SIMPLE_VALUE = 2;
    private static final int TENSOR = 8;
    private static final int METADATA = 9;

    /** A float tensor without elements: dtype DT_FLOAT, one dimension of extent 0. */
    private static final byte[] EMPTY_TENSOR = {0x08, 0x01, 0x12, 0x02, 0x12, 0x00};

    private final OutputStream out;

    /** Writes the fields of a message. */
    @FunctionalInterface
    interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    /** Returns a message of Protocol Buffers. */
    static ByteString message(Fields fields) throws IOException {
        ByteString.Output bytes = ByteString.newOutput();
        CodedOutputStream coded = CodedOutputStream.newInstance(bytes);
        fields.write(coded);
        coded.flush();
        return bytes.toByteString();
    }

    /** Starts a file. */
    EventFile(OutputStream out, double seconds) throws IOException {
        this.out = out;
        write(
                event -> {
                    event.writeDouble(WALL_TIME, seconds);
                    event.writeString(FILE_VERSION, "brain.Event:2");
                });
    }

    /** Adds a point of a curve. Event files hold float32. */
    void scalar(String tag, long step, double seconds, double point) throws IOException {
        event(
                step,
                seconds,
                value -> {
                    value.writeString(TAG, tag);
                    value.writeFloat(SIMPLE_VALUE, (float) point);
                });
    }

    /**
     * Adds data of a plugin.
     *
     * @param content the plugin's own message
     */
    void pluginData(String tag, String plugin, double seconds, Fields content) throws IOException {
        ByteString inner = message(content);
        ByteString data =
                message(
                        fields -> {
                            fields.writeString(1, plugin);
                            fields.writeBytes(2, inner);
                        });
        ByteString metadata = message(fields -> fields.writeBytes(1, data));
        event(
                0,
                seconds,
                value -> {
                    value.writeString(TAG, tag);
                    value.writeByteArray(TENSOR, EMPTY_TENSOR);
                    value.writeBytes(METADATA, metadata);
                });
    }

    private void event(long step, double seconds, Fields value) throws IOException {
        ByteString inner = message(value);
        ByteString summary = message(fields -> fields.writeBytes(VALUE, inner));
        write(
                event -> {
                    event.writeDouble(WALL_TIME, seconds);
                    event.writeInt64(STEP, step);
                    event.writeBytes(SUMMARY, summary);
                });
    }

    private void write(Fields event) throws IOException {
        byte[] message = message(event).toByteArray();
        byte[] length = littleEndian(Long.BYTES).putLong(message.length).array();
        out.write(length);
        out.write(masked(length));
        out.write(message);
        out.write(masked(message));
    }

    private static byte[] masked(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        int masked = Integer.rotateRight((int) crc.getValue(), ROTATED_BITS) + MASK;
        return littleEndian(Integer.BYTES).putInt(masked).array();
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
