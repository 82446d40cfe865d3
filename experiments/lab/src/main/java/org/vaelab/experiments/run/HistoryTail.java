// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.HistoryEntry;
import org.vaelab.framework.record.RecordMapper;
import org.vaelab.framework.record.RunFolder;

/**
 * The history of a run at work. Each look reads only the lines that were added since the last one.
 * A history that was written anew, as at a resumption, is read from its start.
 */
public final class HistoryTail {

    /** The rate is that of the latest steps that took this long together. */
    private static final double SECONDS_OF_RATE = 10;

    /** What is kept of a line. */
    private record Point(long step, double bound, double seconds) {}

    private final Path file;
    private final List<Point> points = new ArrayList<>();
    private @Nullable Object key;
    private long position;

    HistoryTail(RunFolder folder) {
        this.file = folder.history();
    }

    /** Reads the lines that are new. */
    void look() throws IOException {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            if (now.size() < position || !Objects.equals(key, now.fileKey())) {
                points.clear();
                position = 0;
                key = now.fileKey();
            }
            if (now.size() > position) {
                read();
            }
        } catch (NoSuchFileException e) {
            points.clear();
            position = 0;
        }
    }

    private void read() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (SeekableByteChannel in = Files.newByteChannel(file)) {
            in.position(position);
            ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
            while (in.read(buffer.clear()) > 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    byte next = buffer.get();
                    if (next == '\n') {
                        position += line.size() + 1;
                        add(line.toByteArray());
                        line.reset();
                    } else {
                        line.write(next);
                    }
                }
            }
        }
    }

    private void add(byte[] line) throws IOException {
        HistoryEntry entry =
                RecordMapper.read(line, HistoryEntry.class, file + ":" + (points.size() + 1));
        Double bound = entry.train().get(HistoryEntry.BOUND);
        points.add(
                new Point(
                        entry.step(), bound == null ? Double.NaN : bound, entry.elapsedSeconds()));
    }

    /** Returns the last step in the history; 0 if it is empty. */
    public long step() {
        return points.isEmpty() ? 0 : points.get(points.size() - 1).step();
    }

    /** Returns the training time up to the last step; NaN if the history is empty. */
    double seconds() {
        return points.isEmpty() ? Double.NaN : points.get(points.size() - 1).seconds();
    }

    /** Returns the steps a second of late; NaN if unknown. */
    public double rate() {
        int from = points.size() - 1;
        while (from > 0 && !(seconds() - points.get(from).seconds() >= SECONDS_OF_RATE)) {
            from--;
        }
        return points.isEmpty()
                ? Double.NaN
                : (step() - points.get(from).step()) / (seconds() - points.get(from).seconds());
    }

    /** Returns the mean of the latest tenth of the bounds; NaN if there is none. */
    public double latestBound() {
        double[] parts = bounds(10);
        return parts.length == 0 ? Double.NaN : parts[parts.length - 1];
    }

    /**
     * Returns the means of the bound in equal parts of the history so far, at most so many; NaN
     * where there is none.
     */
    public double[] bounds(int most) {
        double[] sums = new double[Math.min(most, points.size())];
        int[] counts = new int[sums.length];
        for (int i = 0; i < points.size(); i++) {
            int part = (int) ((long) i * sums.length / points.size());
            if (Double.isFinite(points.get(i).bound())) {
                sums[part] += points.get(i).bound();
                counts[part]++;
            }
        }
        for (int i = 0; i < sums.length; i++) {
            sums[i] /= counts[i];
        }
        return sums;
    }
}
