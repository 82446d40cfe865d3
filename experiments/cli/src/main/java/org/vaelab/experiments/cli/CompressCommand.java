// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.vaelab.experiments.config.UserError;
import org.vaelab.experiments.use.Model;
import org.vaelab.experiments.use.RawValues;
import org.vaelab.framework.coding.CodeFile;
import org.vaelab.framework.coding.CodeFileException;
import org.vaelab.framework.coding.Costs;
import org.vaelab.framework.coding.PlainFile;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Form;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.Sha256;
import org.vaelab.framework.record.AtomicFile;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.training.CheckpointFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vaelab compress}. */
@Command(
        name = "compress",
        description = {
            "Compress examples with a model model, without loss.",
            "A text file (CSV, TSV, lines) comes back to the byte: what the model does not see, such as the label,"
                    + " ignored columns and tokens outside of the vocabulary, is coded plainly beside. Of"
                    + " other data the values come back. Data of which columns or tokens would be lost are"
                    + " refused, unless --modelled-columns is given.",
            "Codes by bits-back in double precision. Prints the bits beside the bound, and beside what other"
                    + " compressors make of the same values. Decodes the file before it is written."
                    + " 'vaelab decompress' reads it."
        })
final class CompressCommand extends SessionCommand {

    @Mixin private RunArgument run = new RunArgument();

    @Mixin private ExampleArguments examples = new ExampleArguments();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Replace a value of the run's config, such as runtime.threads=2.")
    private List<String> settings = new ArrayList<>();

    @Option(
            names = "--modelled-columns",
            description =
                    "Code only what the model sees: no label, no ignored columns, <unknown> for tokens outside of"
                            + " the vocabulary.")
    private boolean modelledColumns;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "File to write (default: ${DEFAULT-VALUE}).")
    private Path out = Path.of("data.vlz");

    @Override
    public Integer call() throws IOException {
        examples.check();
        OutFile.requireFile(out);
        RunFolder folder = run.folder();
        try (Model model = open(folder, settings, this)) {
            model.reportTo(new MeasuringLines(console()));
            CodeFile.check(model.distributions());
            ExampleReader.Found found = examples.found(model, console());
            Examples coded = found.examples();
            Optional<RawValues> whole = wholeFile();
            if (whole.isEmpty() && !modelledColumns) {
                requireWhole(model, found);
            }
            byte[] plain =
                    whole.map(
                                    of ->
                                            PlainFile.beside(
                                                    RawValues.text(
                                                            model.summary(), RawValues.rows(coded)),
                                                    of.bytes()))
                            .orElse(new byte[0]);
            String ending = whole.map(of -> of.what().replaceFirst(".*[.]", "")).orElse("");
            String checkpoint = checksum(folder);
            long started = System.nanoTime();
            CodeFile.Encoded encoded =
                    CodeFile.encode(
                            model.distributions(),
                            coded,
                            model.summary().form().columns(),
                            new CodeFile.CodingModel(folder.path().toString(), checkpoint, ending),
                            plain,
                            done -> {});
            double seconds = (System.nanoTime() - started) / 1e9;
            if (whole.isEmpty()) {
                CodeFile.read(encoded.bytes()).verify(model.distributions(), checkpoint, coded);
            } else {
                double[][] back =
                        CodeFile.read(encoded.bytes()).decode(model.distributions(), checkpoint);
                byte[] file = PlainFile.of(RawValues.text(model.summary(), back), plain);
                if (!Arrays.equals(file, whole.get().bytes())) {
                    throw new CodeFileException("the file does not come back");
                }
            }
            AtomicFile.write(out, encoded.bytes());
            double[] bound = model.score(coded).elbo();
            RawValues raw = whole.orElseGet(() -> RawValues.of(model.summary(), coded));
            print(model, coded, raw, encoded, DoubleStream.of(bound).sum(), seconds);
        } catch (CodeFileException | IllegalArgumentException e) {
            throw new UserError(String.valueOf(e.getMessage()), e);
        }
        console().out().println("written: " + out);
        return ExitCode.DONE;
    }

    /** Returns the text file that is coded whole; no binary file is without a byte 0. */
    private Optional<RawValues> wholeFile() throws IOException {
        Optional<Path> file = modelledColumns ? Optional.empty() : examples.wholeFile();
        byte[] bytes = file.isEmpty() ? new byte[1] : Files.readAllBytes(file.get());
        boolean isText = IntStream.range(0, bytes.length).noneMatch(i -> bytes[i] == 0);
        return file.filter(of -> isText)
                .map(of -> new RawValues(of.getFileName().toString(), bytes, Optional.empty()));
    }

    /**
     * Checks that the values of the examples are all that they have.
     *
     * @throws UserError if columns of a table, or tokens of texts, would be lost
     */
    private void requireWhole(Model model, ExampleReader.Found found) {
        DataSummary data = model.summary();
        Set<String> lost = new LinkedHashSet<>();
        found.examples().labels().map(Labels::names).ifPresent(lost::addAll);
        Form form = data.form();
        if (Stream.of(RawValues.rows(found.examples())).anyMatch(row -> !form.isWhole(row))) {
            lost.add("tokens outside of the vocabulary, or of long texts");
        }
        if (form.areRowsOfFile()) {
            List<String> columns = RawValues.columns(model, found);
            lost.addAll(columns.isEmpty() ? List.of("what else its file has") : columns);
            form.columnNames().forEach(lost::remove);
        } else if (!form.mayEnd() && !lost.isEmpty()) {
            console().err().println("not in the file: " + String.join(", ", lost));
            return;
        }
        if (!lost.isEmpty()) {
            throw new UserError(
                    "the model does not see %s, which would be lost\n"
                                    .formatted(String.join(", ", lost))
                            + "name a text file, as in 'compress RUN FILE', which comes back to the byte;"
                            + " or leave them out with --modelled-columns");
        }
    }

    /** Opens a run in double precision, in which machines agree to many digits. */
    static Model open(RunFolder run, List<String> settings, SessionCommand command)
            throws IOException {
        List<String> all = new ArrayList<>(settings);
        all.add("runtime.precision=float64");
        return Model.open(run, command.lab(), all.toArray(String[]::new));
    }

    /** Returns the SHA-256 of the parameters of a run. */
    static String checksum(RunFolder run) throws IOException {
        return Sha256.of(run.checkpoint().resolve(CheckpointFile.NAME));
    }

    private void print(
            Model model,
            Examples coded,
            RawValues raw,
            CodeFile.Encoded encoded,
            double elbo,
            double seconds) {
        PrintWriter print = console().out();
        double values = IntStream.range(0, coded.size()).mapToDouble(coded::observed).sum();
        print.printf(
                Locale.ROOT,
                "%d examples, %d bytes as %s, %d bytes coded, %.2f s (%.2f MB/s)%n",
                coded.size(),
                raw.bytes().length,
                raw.what(),
                encoded.bytes().length,
                seconds,
                raw.bytes().length / seconds / 1e6);
        Costs costs = encoded.costs();
        Map<String, Double> bits = new LinkedHashMap<>();
        double plain = 8.0 * encoded.bytes().length - costs.total();
        bits.put("coded", 8.0 * encoded.bytes().length);
        boolean isProbability = model.distributions().generative().isProbability();
        if (isProbability) {
            bits.put("-ELBO, draws of the evaluation", -elbo / Math.log(2));
            bits.put("-ELBO, draws of the coder", costs.bound());
            bits.put("excess", costs.excess());
            bits.put("  discretisation", costs.discretisation());
            bits.put("  rounding", costs.rounding());
            bits.put("  start bits", costs.startBits());
            bits.put("  header", costs.header());
            if (costs.missing() > 0) {
                bits.put("which values are missing", costs.missing());
            }
        }
        if (plain > 0) {
            bits.put("plainly: what the model does not see", plain);
        }
        Map<String, Integer> others = raw.compressed();
        others.forEach((name, bytes) -> bits.put(name, 8.0 * bytes));
        new ConsoleTable<Map.Entry<String, Double>>()
                .column("", Map.Entry::getKey)
                .column("bits/dim", row -> number("%.5f", row.getValue() / values))
                .column("bytes", row -> number("%.0f", row.getValue() / 8))
                .print(print, bits.entrySet());
        int gzip = others.get(RawValues.GZIP);
        if (encoded.bytes().length >= gzip) {
            print.printf(
                    Locale.ROOT,
                    "warning: the file is not smaller than gzip makes it, %d bytes: train longer or a larger model, compress"
                            + " more examples at once, or use gzip%n",
                    gzip);
        }
        if (!isProbability) {
            print.println(
                    "no bound in bits: the likelihood is a density of the values that are listed");
        }
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
