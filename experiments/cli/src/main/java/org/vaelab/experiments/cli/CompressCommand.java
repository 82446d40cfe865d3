// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.vaelab.experiments.config.UserError;
import org.vaelab.experiments.internal.model.ExampleValues;
import org.vaelab.experiments.internal.model.RawValues;
import org.vaelab.experiments.internal.model.TrainedModel;
import org.vaelab.framework.coding.internal.CodeFile;
import org.vaelab.framework.coding.internal.CodeFileException;
import org.vaelab.framework.coding.internal.Costs;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.internal.Sha256;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.internal.AtomicFile;
import org.vaelab.framework.training.CheckpointFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vaelab compress}. */
@Command(
        name = "compress",
        description = {
            "Compress examples with a trained model, without loss.",
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
            names = "--out",
            paramLabel = "FILE",
            description = "File to write (default: ${DEFAULT-VALUE}).")
    private Path out = Path.of("data.vlz");

    @Override
    public Integer call() throws IOException {
        examples.check();
        RunFolder folder = run.folder();
        try (TrainedModel trained = open(folder, settings, this)) {
            Examples coded = examples.all(trained, console());
            String checkpoint = checksum(folder);
            long started = System.nanoTime();
            CodeFile.Encoded encoded =
                    CodeFile.encode(
                            trained.model(),
                            coded,
                            trained.summary().columns(),
                            new CodeFile.Origin(folder.path().toString(), checkpoint),
                            done -> {});
            double seconds = (System.nanoTime() - started) / 1e9;
            CodeFile.read(encoded.bytes()).verify(trained.model(), checkpoint, coded);
            AtomicFile.write(out, encoded.bytes());
            double[] bound =
                    trained.scores(coded, OptionalInt.empty(), new MeasuringLines(console()))
                            .perDatum()
                            .elbo();
            print(trained, coded, encoded, DoubleStream.of(bound).sum(), seconds);
        } catch (CodeFileException | IllegalArgumentException e) {
            throw new UserError(String.valueOf(e.getMessage()), e);
        }
        console().out().println("written: " + out);
        return ExitCode.DONE;
    }

    /** Opens a run in double precision, in which machines agree to many digits. */
    static TrainedModel open(RunFolder run, List<String> settings, SessionCommand command)
            throws IOException {
        List<String> all = new ArrayList<>(settings);
        all.add("runtime.precision=float64");
        return TrainedModel.open(run, all, command.lab().runContext());
    }

    /** Returns the SHA-256 of the parameters of a run. */
    static String checksum(RunFolder run) throws IOException {
        return Sha256.of(run.checkpoint().resolve(CheckpointFile.NAME));
    }

    private void print(
            TrainedModel trained,
            Examples coded,
            CodeFile.Encoded encoded,
            double elbo,
            double seconds)
            throws IOException {
        PrintWriter print = console().out();
        RawValues raw = RawValues.of(ExampleValues.of(trained.summary()), coded);
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
        bits.put("coded", costs.total());
        boolean isProbability = trained.model().generative().isProbability();
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
        raw.compressed().forEach((name, bytes) -> bits.put(name, 8.0 * bytes));
        new ConsoleTable<Map.Entry<String, Double>>()
                .column("", Map.Entry::getKey)
                .column("bits/dim", row -> number("%.5f", row.getValue() / values))
                .column("bytes", row -> number("%.0f", row.getValue() / 8))
                .print(print, bits.entrySet());
        if (!isProbability) {
            print.println(
                    "no bound in bits: the likelihood is a density of the values that are listed");
        }
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
