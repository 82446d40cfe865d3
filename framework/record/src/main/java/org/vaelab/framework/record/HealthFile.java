// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

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

    private JsonLines<Line> file() {
        return new JsonLines<>(path, Line.class);
    }

    private List<Line> lines(Predicate<String> wanted) throws IOException {
        return file().readable(wanted).stream()
                .filter(line -> (line.observation() == null) != (line.finding() == null))
                .toList();
    }

    /**
     * Opens the file to append to it.
     *
     * @param lastStep the last step whose lines stay; -1 to begin with an empty file
     * @throws IOException if the file cannot be read or written
     */
    public Writer open(long lastStep) throws IOException {
        return new Writer(
                file().open(
                                lines(line -> true).stream()
                                        .filter(line -> line.step() <= lastStep)
                                        .toList()));
    }

    /** Appends lines; each is in the file when {@code append} returns. */
    public static final class Writer implements Closeable {

        private final JsonLines.Writer<Line> lines;

        private Writer(JsonLines.Writer<Line> lines) {
            this.lines = lines;
        }

        public void append(HealthObservation observation) throws IOException {
            lines.append(new Line(observation, null));
        }

        public void append(HealthFinding finding) throws IOException {
            lines.append(new Line(null, finding));
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }
}
