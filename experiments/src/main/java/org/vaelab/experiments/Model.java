// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.model.ExampleValues;
import org.vaelab.experiments.model.GeneratorUse;
import org.vaelab.experiments.model.OutputValues;
import org.vaelab.experiments.model.TrainedModel;
import org.vaelab.framework.data.Chunks;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.evaluation.DatumScores;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.evaluator.EvaluationResult;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.SampleSheet;

/**
 * The trained model of a run, for use on one thread. Once it is closed, each method throws an
 * IllegalStateException.
 *
 * <pre>{@code
 * try (Model model = Model.open(results.run("vae", 1))) {
 *     float[][] images = model.sample(RandomKey.of(1), 50);
 *     double bound = model.evaluate().metrics().get("elbo").value();
 *     float[][] codes = model.encode(model.test());
 * }
 * }</pre>
 *
 * <p>Values of x are rows [n, D] on the scale of the model: if {@code data.standardize} is set, they are
 * standardised.
 */
public final class Model implements AutoCloseable {

    private final TrainedModel trained;
    private final GeneratorUse use;
    private boolean isClosed;

    private Model(TrainedModel trained) {
        this.trained = trained;
        this.use =
                new GeneratorUse(trained.model(), trained.summary(), () -> trained.data().test());
    }

    /**
     * Opens the model of a run.
     *
     * @throws IOException if the folder holds no record
     * @throws IllegalArgumentException if it holds no checkpoint
     */
    public static Model open(RunFolder run) throws IOException {
        return open(run, Lab.with());
    }

    /**
     * Opens the model of a run that may have parts of plugins.
     *
     * @param settings replace values of its config, as after {@code --set}
     * @throws IOException if the folder holds no record
     * @throws IllegalArgumentException if it holds no checkpoint, or its parts are not in the lab
     */
    public static Model open(RunFolder run, Lab lab, String... settings) throws IOException {
        return new Model(TrainedModel.open(run, List.of(settings), lab.runContext()));
    }

    /** Returns the config of the run, every default filled in. */
    public RunSpec spec() {
        return open().spec();
    }

    /** Returns the distributions: p(z), p(x given z) and q(z given x). */
    public LatentVariableModel distributions() {
        return open().model();
    }

    /** Returns the names of the parts of the model in configs, by kind. */
    public Map<String, String> parts() {
        return open().partNames();
    }

    /** Returns the number of trained parameters by network or part, as the record has them. */
    public Map<String, Long> parameters() {
        return open().parameterCounts();
    }

    /** Returns the test data of the run, which are loaded at the first call. */
    public Examples test() {
        return open().data().test();
    }

    /** Reads a new file or folder of examples, prepared as the test data were. */
    public Examples read(Path file) {
        return open().read(file, false).examples();
    }

    /** Returns the values of examples. */
    public float[][] values(Examples examples) {
        return examples.size() == 0
                ? new float[0][]
                : output().of(new Chunks(examples, examples.size()).at(0));
    }

    /**
     * Returns images as one, with at most so many in a row. Several kinds of images of each example, such
     * as the original and its reconstruction, are one below the other.
     *
     * @throws IllegalArgumentException if the data are no images
     */
    public SampleSheet sheet(int columns, float[][]... kinds) {
        return output().sheet(Math.min(columns, kinds[0].length), List.of(kinds));
    }

    private ExampleValues output() {
        return ExampleValues.of(open().summary());
    }

    /** Evaluates the model on the test data, as the run did. */
    public EvaluationResult evaluate() {
        return open().evaluate(EvaluationProgress.SILENT);
    }

    /**
     * Returns the evidence lower bound of each example, and log p(x) by importance weighting, in nats.
     *
     * @param samples K, the number of draws for log p(x)
     * @throws IllegalArgumentException if the posterior is a point mass, which has no weights
     */
    public DatumScores scores(Examples examples, int samples) {
        return open().scores(examples, OptionalInt.of(samples), EvaluationProgress.SILENT);
    }

    /** Returns the location of q(z given x) of each example. */
    public float[][] encode(Examples examples) {
        return use().codes(examples);
    }

    /** Returns the mean of p(x given z) at the location of q(z given x) of each example. */
    public float[][] reconstruct(Examples examples) throws IOException {
        return use().reconstructions(RandomKey.of(0), examples, OutputValues.PREDICTED);
    }

    /**
     * Returns n draws of x. Images are means of p(x given z); other data are draws from it.
     *
     * @param condition of a conditional model, as {@code vaelab sample --condition} takes it
     * @throws IOException if a file of conditions cannot be read
     */
    public float[][] sample(RandomKey key, int n, String... condition) throws IOException {
        return use().samples(key, n, List.of(condition), Optional.empty());
    }

    private TrainedModel open() {
        if (isClosed) {
            throw new IllegalStateException("the model is closed");
        }
        return trained;
    }

    private GeneratorUse use() {
        open();
        return use;
    }

    @Override
    public void close() {
        isClosed = true;
        trained.close();
    }

    @Override
    public String toString() {
        RunSpec spec = trained.spec();
        return "model '%s', seed %s, of shape %s: %s%s"
                .formatted(
                        spec.model(),
                        spec.seed(),
                        trained.summary().shape(),
                        trained.partNames(),
                        isClosed ? ", closed" : "");
    }
}
