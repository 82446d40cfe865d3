// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.internal.AtomicFile;

/**
 * The file {@code health.jsonl} of a run. Each line is an observation or a finding:
 *
 * <pre>
 * {"observation":{"step":50,"phase":"all","weightMoves":false,"signals":{"kl":3.2},"klByUnit":{}}}
 * {"finding":{"step":450,"rule":"posteriorCollapse","subject":"","message":"...","remedy":"..."}}
 * </pre>
 *
 * <p>Equal runs have equal files. A line that is damaged is left out.
 *
 * @param path of the file, which need not exist
 */
public record HealthFile(Path path) {

    private static final String FINDING = "{\"finding\":";

    /** A line; one of the two is set. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Line(
            @JsonProperty(required = false) @Nullable HealthObservation observation,
            @JsonProperty(required = false) @Nullable HealthFinding finding) {

        long step() {
            return observation == null
                    ? Objects.requireNonNull(finding, "finding").step()
                    : observation.step();
        }
    }

    /**
     * The lines of a file.
     *
     * @param observations in their order
     * @param findings in their order
     */
    public record Content(List<HealthObservation> observations, List<HealthFinding> findings) {

        /** The run was not observed. */
        public static final Content NONE = new Content(List.of(), List.of());
    }

    /**
     * Reads the file; nothing if there is none.
     *
     * @throws IOException if the file cannot be read, or a line is of another version
     */
    public Content read() throws IOException {
        List<Line> lines = lines(line -> true);
        return new Content(
                lines.stream().map(Line::observation).filter(Objects::nonNull).toList(),
                lines.stream().map(Line::finding).filter(Objects::nonNull).toList());
    }

    /**
     * Reads the findings in their order, without parsing the other lines; none if there is no file.
     *
     * @throws IOException if the file cannot be read, or a line is of another version
     */
    public List<HealthFinding> findings() throws IOException {
        return lines(line -> line.startsWith(FINDING)).stream()
                .map(Line::finding)
                .filter(Objects::nonNull)
                .toList();
    }

    private List<Line> lines(Predicate<String> wanted) throws IOException {
        if (!Files.exists(path)) {
            return List.of();
        }
        // Bytes that are no text become characters that no entry has.
        String text = new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
        List<Line> found = new ArrayList<>();
        int number = 0;
        // A last line without a line feed was cut short by an interruption.
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            number++;
            if (wanted.test(line)) {
                try {
                    found.add(read(line, number));
                } catch (DamagedFileException e) {
                    // This line is lost. The others, and the run, do not depend on it.
                }
            }
        }
        return found;
    }

    private Line read(String line, int number) throws IOException {
        String source = path + ":" + number;
        Line read = RecordMapper.read(line.getBytes(StandardCharsets.UTF_8), Line.class, source);
        if ((read.observation() == null) == (read.finding() == null)) {
            throw new DamagedFileException(source, "it is no observation and no finding");
        }
        return read;
    }

    /**
     * Opens the file to append to it. Lines after a step are removed, since its steps run again, and
     * damaged ones.
     *
     * @param lastStep the last step whose lines stay; -1 to begin with an empty file
     * @throws IOException if the file cannot be read or written
     */
    public Writer open(long lastStep) throws IOException {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        lines(line -> true).stream()
                .filter(line -> line.step() <= lastStep)
                .forEach(line -> kept.writeBytes(RecordMapper.line(line)));
        AtomicFile.write(path, kept.toByteArray());
        return new Writer(
                Files.newOutputStream(path, StandardOpenOption.WRITE, StandardOpenOption.APPEND));
    }

    /** Appends lines; each is in the file when {@code append} returns. */
    public static final class Writer implements Closeable {

        private final OutputStream out;

        private Writer(OutputStream out) {
            this.out = out;
        }

        /**
         * Appends an observation.
         *
         * @throws IOException if it cannot be written
         */
        public void append(HealthObservation observation) throws IOException {
            append(new Line(observation, null));
        }

        /**
         * Appends a finding.
         *
         * @throws IOException if it cannot be written
         */
        public void append(HealthFinding finding) throws IOException {
            append(new Line(null, finding));
        }

        private void append(Line line) throws IOException {
            // One write for the whole line, so that an interruption leaves at most its last part
            // out.
            out.write(RecordMapper.line(line));
            out.flush();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
