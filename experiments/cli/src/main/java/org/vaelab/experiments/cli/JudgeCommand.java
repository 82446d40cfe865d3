// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.Experiment;
import org.vaelab.experiments.config.JudgedModel;
import org.vaelab.experiments.config.JudgedModel.NetworkFile;
import org.vaelab.experiments.run.Executor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vaelab judge}. */
@Command(
        name = "judge",
        description = {
            "Evaluate a model that was trained elsewhere, from two files of ONNX.",
            "The config gives data and evaluation. Its models are not trained.",
            "The guide framework/onnx/FOREIGN-MODELS.md shows how to export a model."
        })
final class JudgeCommand extends SessionCommand {

    @Parameters(paramLabel = "CONFIG", description = "Config file, in YAML.")
    private Path config = Path.of("");

    @Option(
            names = "--encoder",
            required = true,
            paramLabel = "FILE",
            description = "Encoder, from x to the numbers of the posterior.")
    private Path encoder = Path.of("");

    @Option(
            names = "--decoder",
            required = true,
            paramLabel = "FILE",
            description = "Decoder, from z to the numbers of the likelihood.")
    private Path decoder = Path.of("");

    @Option(
            names = "--posterior",
            required = true,
            paramLabel = "POSTERIOR",
            description = {
                "Posterior by its name, such as diagonal-normal, or with settings:",
                "'{type: power-spherical, latent: 9}'"
            })
    private String posterior = "";

    @Option(
            names = "--likelihood",
            paramLabel = "LIKELIHOOD",
            description = {
                "Likelihood by its name, such as bernoulli, or with settings:",
                "'{type: gaussian, scale: fixed, value: 0.1}' (default: that of the data)"
            })
    private @Nullable String likelihood;

    @Option(
            names = "--prior",
            paramLabel = "PRIOR",
            description = "Prior (default: the reference prior of the space).")
    private @Nullable String prior;

    @Option(
            names = "--encoder-output",
            split = ",",
            paramLabel = "NUMBER=NAME",
            description = {
                "The encoder's outputs by the numbers of the posterior:",
                "mean=mu,logVariance=logvar (default: outputs of these names)"
            })
    private Map<String, String> encoderOutputs = new LinkedHashMap<>();

    @Option(
            names = "--decoder-output",
            split = ",",
            paramLabel = "NUMBER=NAME",
            description = {
                "The decoder's outputs by the numbers of the likelihood:",
                "probabilities=out (default: outputs of these names, or the only one)"
            })
    private Map<String, String> decoderOutputs = new LinkedHashMap<>();

    @Option(
            names = "--input-range",
            split = ",",
            paramLabel = "LOW,HIGH",
            description = "What the encoder expects for 0 and 1 of the data (default: 0,1).")
    private List<Double> inputRange = new ArrayList<>();

    @Option(
            names = "--output-range",
            split = ",",
            paramLabel = "LOW,HIGH",
            description = {
                "What the decoder gives for 0 and 1 of the data, if it gives means or",
                "probabilities (default: 0,1)."
            })
    private List<Double> outputRange = new ArrayList<>();

    @Option(
            names = "--layout",
            paramLabel = "LAYOUT",
            description = {
                "Axes of images: channels-first, channels-last, columns-first or",
                "columns-first-channels-last (default: as the shapes say)."
            })
    private @Nullable String layout;

    @Option(
            names = "--no-check",
            description = "Evaluate the files as declared, also if another reading is far better.")
    private boolean noCheck;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Name of the model in tables (default: judged).")
    private String name = "judged";

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Replace a value of the config. May be repeated.")
    private List<String> settings = new ArrayList<>();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder for record and report (default: runs/<config>-<name>).")
    private @Nullable Path out;

    @Override
    public Integer call() throws IOException {
        session().pluginsOf(config, settings);
        Experiment experiment = Experiment.judge(config, model(), lab()).with(settings);
        if (out != null) {
            OutFile.requireFolder(out);
            experiment = experiment.in(out);
        }
        return new PlanConsole(experiment.plan(), console()).carryOut(Executor.local(1));
    }

    private JudgedModel model() {
        return new JudgedModel(
                name,
                new NetworkFile(encoder.toAbsolutePath().normalize(), encoderOutputs, inputRange),
                new NetworkFile(decoder.toAbsolutePath().normalize(), decoderOutputs, outputRange),
                posterior,
                likelihood,
                prior,
                layout,
                noCheck);
    }
}
