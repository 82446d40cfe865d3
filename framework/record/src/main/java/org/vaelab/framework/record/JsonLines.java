// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * A file with a record as JSON in each line, to which a run appends. It need not exist yet. A last
 * line that an interruption cut short (it has no line feed) is left out.
 */
public record JsonLines<T>(Path path, Class<T> type) {

    /**
     * Reads the records in order.
     *
     * @return none if there is no such file
     * @throws DamagedFileException if a line is cut short or overwritten
     * @throws IOException if a line is not such a record
     */
    public List<T> read() throws IOException {
        List<T> records = new ArrayList<>();
        int number = 0;
        for (String line : lines()) {
            number++;
            records.add(read(line, number));
        }
        return List.copyOf(records);
    }

    /** Reads the records of some lines, without those that are damaged. */
    List<T> readable(Predicate<String> wanted) throws IOException {
        List<T> records = new ArrayList<>();
        int number = 0;
        for (String line : lines()) {
            number++;
            if (wanted.test(line)) {
                try {
                    records.add(read(line, number));
                } catch (DamagedFileException e) {
                    // This line is lost.
                }
            }
        }
        return records;
    }

    /**
     * Checks that each line is a JSON object. This is many times faster than reading the records.
     *
     * @throws DamagedFileException if a line is cut short or overwritten
     * @throws IOException if the file cannot be read
     */
    public void check() throws IOException {
        byte[] whole = wholeLines();
        int lines = 0;
        for (byte character : whole) {
            lines += character == '\n' ? 1 : 0;
        }
        if (RecordMapper.objects(whole) == lines) {
            return;
        }
        int number = 0;
        for (String line : lines()) {
            number++;
            RecordMapper.requireObject(line.getBytes(StandardCharsets.UTF_8), path + ":" + number);
        }
    }

    /**
     * Sets a damaged file aside, and writes one of the lines of it that can be read.
     *
     * @return the path of the damaged file
     * @throws IOException if that fails
     */
    public Path repair() throws IOException {
        List<T> kept = readable(line -> true);
        Path aside = DamagedFileException.setAside(path);
        write(kept);
        return aside;
    }

    private void write(List<T> records) throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        records.forEach(record -> lines.writeBytes(RecordMapper.line(record)));
        AtomicFile.write(path, lines.toByteArray());
    }

    /** Returns the lines up to the last line feed. */
    private byte[] wholeLines() throws IOException {
        byte[] bytes = Files.exists(path) ? Files.readAllBytes(path) : new byte[0];
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return Arrays.copyOf(bytes, end);
    }

    private List<String> lines() throws IOException {
        // Bytes that are no text become characters that no record has.
        return new String(wholeLines(), StandardCharsets.UTF_8).lines().toList();
    }

    private T read(String line, int number) throws IOException {
        return RecordMapper.read(line.getBytes(StandardCharsets.UTF_8), type, path + ":" + number);
    }

    /**
     * Checks that the file is there while the run is executed.
     *
     * @throws NoSuchFileException if it was deleted
     */
    public void require() throws NoSuchFileException {
        if (Files.notExists(path)) {
            throw new NoSuchFileException(
                    path.toString(), null, "it was deleted while the run was executed");
        }
    }

    /**
     * Writes a file of these records, and opens it to append to it.
     *
     * @throws IOException if it cannot be written
     */
    Writer<T> open(List<T> kept) throws IOException {
        write(kept);
        return new Writer<>(
                this,
                Files.newOutputStream(path, StandardOpenOption.WRITE, StandardOpenOption.APPEND));
    }

    /** Appends records; each is in the file when {@link #append} returns. */
    public record Writer<T>(JsonLines<T> file, OutputStream out) implements Closeable {

        /**
         * Appends one line. The system still takes lines of a deleted file, and drops them at the
         * end.
         */
        public void append(T record) throws IOException {
            // One write for the whole line, so that an interruption leaves at most its last part
            // out.
            out.write(RecordMapper.line(record));
            out.flush();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
