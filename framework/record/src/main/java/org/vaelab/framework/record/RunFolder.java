// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one run.
 *
 * <pre>
 * result.json   history.jsonl  perDatum.csv  klByUnit.csv  gradients.csv  checkpoint/  samples/
 * figures.json  codes.csv      importance.csv  topics.jsonl  health.jsonl
 * diagnostics/  evaluations/   failure/
 * compute.jsonl until the run ends
 * </pre>
 *
 * <p>{@code Results.run} finds it by the model and the seed.
 *
 * <pre>{@code
 * RunFolder run = results.run("vae20", 1);
 * double[] elbo = run.readPerDatum().get("elbo"); // [n], of the test examples, in nats
 * }</pre>
 *
 * <p>A file that is damaged is rejected by an IOException. Of files that a run need not have, the
 * methods return nothing.
 *
 * @param path the folder; it need not exist yet
 */
public record RunFolder(Path path) {

    public RunFolder {
        Objects.requireNonNull(path, "path must not be null");
    }

    public Path result() {
        return path.resolve("result.json");
    }

    public Path history() {
        return path.resolve("history.jsonl");
    }

    /** Returns the observations and findings of the health monitor. */
    public HealthFile health() {
        return new HealthFile(path.resolve("health.jsonl"));
    }

    /**
     * Returns the path of {@code compute.jsonl}: what each execution of a run that has not ended
     * consumed so far. Then {@code result.json} has it.
     */
    public Path compute() {
        return path.resolve("compute.jsonl");
    }

    /**
     * Reads what each execution of the run consumed. A file that is damaged counts as none.
     *
     * @param record of the run; null if it has not ended
     * @return one entry for each execution in order; none before the first note
     * @throws IOException if a file cannot be read
     */
    public List<Compute> readCompute(@Nullable RunRecord record) throws IOException {
        if (Files.exists(compute())) {
            List<Compute> read = new ArrayList<>();
            try {
                for (String line : Files.readAllLines(compute())) {
                    byte[] json = line.getBytes(StandardCharsets.UTF_8);
                    read.add(RecordMapper.read(json, Compute.class, compute().toString()));
                }
                return read;
            } catch (DamagedFileException | CharacterCodingException e) {
                // It is written at once, so that a crash of the machine alone damages it.
            }
        }
        Provenance.Execution last = record == null ? null : record.provenance().execution();
        return last == null ? List.of() : last.compute();
    }

    /**
     * Writes {@code compute.jsonl}, wholly or not at all.
     *
     * @throws IOException if it cannot be written
     */
    public void writeCompute(List<Compute> executions) throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        executions.forEach(execution -> lines.writeBytes(RecordMapper.line(execution)));
        AtomicFile.write(compute(), lines.toByteArray());
    }

    /** Returns the path of {@code perDatum.csv}, the numbers behind the means over test data. */
    public Path perDatum() {
        return path.resolve("perDatum.csv");
    }

    /**
     * Reads {@code perDatum.csv}.
     *
     * @return the numbers of each column by its name, NaN where there is none; empty if there is no
     *     such file
     * @throws IOException if it is damaged
     */
    public Map<String, double[]> readPerDatum() throws IOException {
        return Files.exists(perDatum()) ? Csv.readColumns(perDatum()) : Map.of();
    }

    /** Returns the KL of each latent unit. */
    public CsvFile<UnitKl> klByUnit() {
        return new CsvFile<>(path.resolve("klByUnit.csv"), UnitKl.class);
    }

    /** Returns {@code gradients.csv}, which is there where gradients were measured. */
    public CsvFile<GradientQuality> gradients() {
        return new CsvFile<>(path.resolve("gradients.csv"), GradientQuality.class);
    }

    public Path checkpoint() {
        return path.resolve("checkpoint");
    }

    /** Returns the path of the folder of a step that met a number that is not finite. */
    public Path failure() {
        return path.resolve("failure");
    }

    /** Returns {@code failure.json}, which is written last. */
    public JsonFile<FailedStep> failedStep() {
        return new JsonFile<>(failure().resolve("failure.json"), FailedStep.class);
    }

    /** Returns the path of the folder of samples: images, texts, or series. */
    public Path samples() {
        return path.resolve("samples");
    }

    /** Returns the path of a file of series in {@code samples/}. */
    public Path series(SeriesPoint.Kind kind) {
        return path.resolve(kind.file());
    }

    /**
     * Reads a file of series.
     *
     * @return its points in order; none if there is no such file
     * @throws IOException if it is damaged
     */
    public List<SeriesPoint> readSeries(SeriesPoint.Kind kind) throws IOException {
        return Files.exists(series(kind)) ? SeriesPoint.read(series(kind)) : List.of();
    }

    /**
     * Writes a file of series, wholly or not at all.
     *
     * @throws IOException if it cannot be written
     */
    public void writeSeries(SeriesPoint.Kind kind, List<SeriesPoint> points) throws IOException {
        Files.createDirectories(samples());
        SeriesPoint.csv(points).write(series(kind));
    }

    /**
     * Returns what a run of several modalities has drawn, which is written after the files of it.
     */
    public JsonFile<ModalitySamples> modalities() {
        return new JsonFile<>(samples().resolve("modalities.json"), ModalitySamples.class);
    }

    /** Returns the folder of draws of the prior of several modalities. */
    public Path priorModalities() {
        return samples().resolve("prior");
    }

    /** Returns the folder of draws given a modality. */
    public Path drawnGiven(String modality) {
        Objects.requireNonNull(modality, "modality must not be null");
        return samples().resolve("given-" + modality);
    }

    /** Returns the path of the sheet of originals above their reconstructions. */
    public Path reconstructionSheet() {
        return samples().resolve("reconstructions.png");
    }

    /** Returns the path of the sheet of samples from the prior. */
    public Path priorSheet() {
        return samples().resolve("prior.png");
    }

    /** Returns the path of the sheet of latent traversals, with a row for each unit. */
    public Path traversalSheet() {
        return samples().resolve("traversal.png");
    }

    /** Returns the path of texts drawn from the model, for {@link TextSheet}. */
    public Path priorTexts() {
        return samples().resolve("samples.txt");
    }

    /** Returns the path of test texts, each with its reconstruction, for {@link TextSheet}. */
    public Path reconstructedTexts() {
        return samples().resolve("reconstructions.txt");
    }

    /** Returns the path of texts between two test texts, for {@link TextSheet}. */
    public Path interpolatedTexts() {
        return samples().resolve("interpolation.txt");
    }

    /** Returns the path of {@code topics.jsonl}, the topics of a model of word counts. */
    public Path topics() {
        return path.resolve("topics.jsonl");
    }

    /** Returns the path of {@code codes.csv}, the latent codes of the first test examples. */
    public Path codes() {
        return path.resolve("codes.csv");
    }

    /**
     * Reads the numbers in {@code codes.csv}.
     *
     * @return the columns that hold numbers alone, by name, NaN where a field is empty; empty if
     *     there is no such file
     * @throws IOException if it is damaged
     */
    public Map<String, double[]> readCodes() throws IOException {
        Map<String, double[]> numbers = new LinkedHashMap<>();
        readCodeFields()
                .forEach(
                        (name, fields) -> {
                            try {
                                numbers.put(name, Csv.numbers(fields));
                            } catch (IllegalArgumentException names) {
                                // Names of rows or of classes.
                            }
                        });
        return numbers;
    }

    /**
     * Reads the fields of {@code codes.csv}: names of rows and classes too.
     *
     * @return the columns by name; empty if there is no such file
     * @throws IOException if it is damaged
     */
    public Map<String, List<String>> readCodeFields() throws IOException {
        return Files.exists(codes()) ? Csv.readFields(codes()) : Map.of();
    }

    /** Returns the estimates of log p(x) by number of draws. */
    public CsvFile<ImportancePoint> importance() {
        return new CsvFile<>(path.resolve("importance.csv"), ImportancePoint.class);
    }

    /** Returns the description of the files for figures. */
    public JsonFile<FigureNotes> figures() {
        return new JsonFile<>(path.resolve("figures.json"), FigureNotes.class);
    }

    /** Reads {@code figures.json}; {@link FigureNotes#NONE} if there is no such file. */
    public FigureNotes readFigures() throws IOException {
        return figures().find().orElse(FigureNotes.NONE);
    }

    /** Returns the folder of what metrics show beside their numbers. */
    public DiagnosticsFolder diagnostics() {
        return new DiagnosticsFolder(path.resolve("diagnostics"));
    }

    /** Returns the folder of further evaluations. */
    public EvaluationFolder evaluations() {
        return new EvaluationFolder(path.resolve("evaluations"));
    }

    public boolean hasResult() {
        return Files.isRegularFile(result());
    }

    /**
     * Reads {@code result.json}.
     *
     * @throws DamagedFileException if it is cut short or overwritten
     * @throws IOException if it is absent or not a record
     */
    public RunRecord readResult() throws IOException {
        if (!hasResult()) {
            throw new NoSuchFileException(
                    result().toString(),
                    null,
                    "the run has not ended; its plan, run again, goes on");
        }
        return new JsonFile<>(result(), RunRecord.class).read();
    }

    /**
     * Writes {@code result.json}, wholly or not at all, and deletes {@code compute.jsonl}, which it
     * replaces.
     *
     * @throws IOException if it cannot be written
     */
    public void writeResult(RunRecord record) throws IOException {
        Objects.requireNonNull(record, "record must not be null");
        new JsonFile<>(result(), RunRecord.class).write(record);
        deleteCompute();
    }

    /**
     * Deletes {@code compute.jsonl} of a run that has ended. A kill may have left it beside the
     * record.
     *
     * @throws IOException if it cannot be deleted
     */
    public void deleteCompute() throws IOException {
        Files.deleteIfExists(compute());
    }

    /** Returns {@code history.jsonl} with its entries. */
    public JsonLines<HistoryEntry> historyFile() {
        return new JsonLines<>(history(), HistoryEntry.class);
    }

    /** Reads {@code history.jsonl}. */
    public List<HistoryEntry> readHistory() throws IOException {
        return historyFile().read();
    }

    /**
     * Opens the history to append to it. {@code lastStep} is 0 for a new run, and the step of the
     * checkpoint for a resumed one. Later entries are removed, since their steps run again.
     *
     * @param lastStep the last step whose entries stay; -1 to begin with an empty history
     * @throws IOException if the history cannot be read or written
     */
    public JsonLines.Writer<HistoryEntry> openHistory(long lastStep) throws IOException {
        return historyFile()
                .open(readHistory().stream().filter(entry -> entry.step() <= lastStep).toList());
    }
}
