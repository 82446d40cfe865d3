// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.publish;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.zip.CRC32C;
import org.vaelab.experiments.publish.TrackedRun.Point;

/**
 * A TensorBoard event file: {@code Event} messages as TFRecords. A record is the length of the
 * message in 8 bytes, the masked CRC-32C of these bytes, the message, and its masked CRC-32C,
 * little-endian. The mask is {@code rotateRight(crc, 15) + 0xa282ead8}.
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

    // Fields and types of tensorboard.TensorProto.
    private static final int FLOATS = 5;
    private static final int STRINGS = 8;
    private static final int FLOAT = 1;
    private static final int STRING = 7;

    private static final int BUCKETS = 30;

    private final OutputStream out;

    /** Starts a file. */
    EventFile(OutputStream out, long millis) throws IOException {
        this.out = out;
        write(
                new ProtoMessage()
                        .number(WALL_TIME, millis / 1e3)
                        .text(FILE_VERSION, "brain.Event:2")
                        .toBytes());
    }

    /** Adds a point of a curve. Event files hold float32. */
    void scalar(String tag, Point point) throws IOException {
        ProtoMessage value = new ProtoMessage().text(TAG, tag);
        event(point, value.number(SIMPLE_VALUE, (float) point.value()));
    }

    /**
     * Adds a PNG. It begins with 8 bytes of signature, length and name of the header, width and
     * height.
     */
    void image(String tag, Point at, byte[] png) throws IOException {
        ByteBuffer extents = ByteBuffer.wrap(png, 16, 8);
        ProtoMessage tensor = tensor(STRING, 3);
        tensor.text(STRINGS, "" + extents.getInt()).text(STRINGS, "" + extents.getInt());
        plugin(tag, "images", at, tensor.bytes(STRINGS, png), new ProtoMessage());
    }

    /** Adds the histogram of finite values: left edge, right edge and count of each bucket. */
    void histogram(String tag, Point at, double[] values) throws IOException {
        DoubleSummaryStatistics of =
                Arrays.stream(values).filter(Double::isFinite).summaryStatistics();
        double width = (of.getMax() - of.getMin()) / BUCKETS;
        int[] counts = new int[of.getCount() == 0 ? 0 : width > 0 ? BUCKETS : 1];
        for (double value : values) {
            if (Double.isFinite(value)) {
                counts[Math.min(counts.length - 1, (int) ((value - of.getMin()) / width))]++;
            }
        }
        ProtoMessage tensor = tensor(FLOAT, counts.length, 3);
        for (int i = 0; i < counts.length; i++) {
            tensor.number(FLOATS, (float) (of.getMin() + i * width));
            tensor.number(FLOATS, (float) (of.getMin() + (i + 1) * width));
            tensor.number(FLOATS, (float) counts[i]);
        }
        plugin(tag, "histograms", at, tensor, new ProtoMessage());
    }

    /**
     * Adds data of a plugin.
     *
     * @param content the plugin's own message
     */
    void pluginData(String tag, String plugin, long millis, ProtoMessage content)
            throws IOException {
        plugin(tag, plugin, new Point(0, millis, 0), tensor(FLOAT, 0), content);
    }

    private static ProtoMessage tensor(int type, int... extents) throws IOException {
        ProtoMessage shape = new ProtoMessage();
        for (int extent : extents) {
            shape.message(2, new ProtoMessage().whole(1, extent));
        }
        return new ProtoMessage().whole(1, type).message(2, shape);
    }

    private void plugin(
            String tag, String plugin, Point at, ProtoMessage tensor, ProtoMessage content)
            throws IOException {
        ProtoMessage data = new ProtoMessage().text(1, plugin).message(2, content);
        ProtoMessage value = new ProtoMessage().text(TAG, tag).message(TENSOR, tensor);
        event(at, value.message(METADATA, new ProtoMessage().message(1, data)));
    }

    private void event(Point at, ProtoMessage value) throws IOException {
        write(
                new ProtoMessage()
                        .number(WALL_TIME, at.millis() / 1e3)
                        .whole(STEP, at.step())
                        .message(SUMMARY, new ProtoMessage().message(VALUE, value))
                        .toBytes());
    }

    private void write(byte[] message) throws IOException {
        byte[] length =
                ByteBuffer.allocate(Long.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(message.length)
                        .array();
        out.write(length);
        out.write(masked(length));
        out.write(message);
        out.write(masked(message));
    }

    private static byte[] masked(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        int masked = Integer.rotateRight((int) crc.getValue(), ROTATED_BITS) + MASK;
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(masked)
                .array();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
