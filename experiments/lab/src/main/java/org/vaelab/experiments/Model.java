// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.vaelab.experiments.run.MissingParts;
import org.vaelab.experiments.run.SeriesPredictions;
import org.vaelab.experiments.use.Codes;
import org.vaelab.experiments.use.ConformalThreshold;
import org.vaelab.experiments.use.ExampleValues;
import org.vaelab.experiments.use.GeneratorUse;
import org.vaelab.experiments.use.OnnxExport;
import org.vaelab.experiments.use.OutputValues;
import org.vaelab.experiments.use.RunContext;
import org.vaelab.experiments.use.TrainedModel;
import org.vaelab.experiments.use.ValidationScores;
import org.vaelab.framework.data.Chunks;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.evaluation.DatumScores;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.evaluator.EvaluationResult;
import org.vaelab.framework.imputation.ImputationMethod;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.SampleSheet;
import org.vaelab.framework.record.SeriesPoint;
import org.vaelab.framework.settings.OptionalJars;

/**
 * The trained model of a run. It takes and gives arrays in the units of the user's data: rows [n,
 * D], codes [n, columns]. What was done to the training data is done to new rows, by the run and
 * its checkpoint; the training data are not needed. Grey levels are numbers from 0 to 1, categories
 * the places of their names.
 *
 * <p>A model is for the thread that opened it, or for another one after that has ended; {@link
 * ModelPool} serves many. Else each method throws an IllegalStateException, and so it does once the
 * model is closed. Rows that do not fit are refused by a {@link
 * org.vaelab.framework.data.DataException}: another number of values, a label that no training
 * example has, a NaN where none was missing in training.
 *
 * <pre>{@code
 * try (Model model = results.model("vae", 1)) {
 *     float[][] codes = model.encode(values);
 *     float[][] images = model.sample(RandomKey.of(1), 50);
 *     double bound = model.evaluate().metrics().get("elbo").value();
 *     float[][] ofTest = model.encode(model.test());
 * }
 * }</pre>
 *
 * <p>{@link Examples} are rows that are prepared: those of {@link #test}, {@link #read} and {@link
 * #prepare}. Others are rejected by an IllegalArgumentException.
 */
public final class Model implements AutoCloseable {

    /** A class of vaelab-onnx. */
    private static final String ONNX = "org.vaelab.framework.onnx.ModelGraphs";

    private static final MissingParts.Choice IMPUTATION =
            new MissingParts.Choice(ImputationMethod.IMPORTANCE, 0, 1000);

    private final TrainedModel trained;
    private final RunFolder run;
    private final RunContext context;
    private final GeneratorUse use;
    private volatile Thread owner = Thread.currentThread();
    private final ModelMemory memory;
    private boolean isClosed;

    private Model(TrainedModel trained, RunFolder run, RunContext context) {
        this.trained = trained;
        this.run = run;
        this.context = context;
        this.use = new GeneratorUse(trained);
        this.memory = ModelMemory.of(this, trained);
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
        RunContext context = lab.context();
        return new Model(TrainedModel.open(run, List.of(settings), context), run, context);
    }

    /** Returns the name of the model in its config. */
    public String name() {
        return trained.spec().model();
    }

    /** Returns the seed of the run. */
    public long seed() {
        return trained.spec().seed();
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

    /** Reads a new file or folder of examples, and prepares them as the test data were. */
    public Examples read(Path file) {
        return open().newExamples().read(file, false).examples();
    }

    /**
     * Prepares rows as the test data were, with their labels.
     *
     * @throws org.vaelab.framework.data.DataException if they do not fit the training data
     */
    public Examples prepare(Rows rows) {
        return prepare(rows, false);
    }

    private Examples prepare(Rows rows, boolean mayMiss) {
        return open().newExamples()
                .of(rows.name(), rows::examples, rows.columnNames(), rows.labelNames(), mayMiss);
    }

    /** Prepares rows without labels, [n, D]. */
    public Examples prepare(double[]... rows) {
        return prepare(Rows.of("rows", rows));
    }

    /** Returns the values of examples, [n, D]. */
    public float[][] values(Examples examples) {
        if (examples.size() == 0) {
            return new float[0][];
        }
        return output().inUnits(output().of(new Chunks(checked(examples), examples.size()).at(0)));
    }

    private Examples checked(Examples examples) {
        open().newExamples().requirePrepared(examples);
        return examples;
    }

    /**
     * Returns images as one, with at most so many in a row. Several kinds of images of each
     * example, such as the original and its reconstruction, are one below the other.
     *
     * @throws IllegalArgumentException if the data are no images
     */
    public SampleSheet sheet(int columns, float[][]... kinds) {
        return output().restored().sheet(Math.min(columns, kinds[0].length), List.of(kinds));
    }

    private ExampleValues output() {
        return ExampleValues.of(open().summary());
    }

    /** Evaluates the model on the test data, as the run did. */
    public EvaluationResult evaluate() {
        return open().evaluate(EvaluationProgress.SILENT);
    }

    /**
     * Returns the evidence lower bound of each example, by 10 draws or more, and log p(x) by
     * importance weighting, in nats. Densities are those of the user's units. Draws are keyed by
     * the values and the condition of an example, so equal examples have equal scores, in whatever
     * call.
     *
     * @param samples K, the number of draws for log p(x)
     * @throws IllegalArgumentException if the posterior is a point mass, which has no weights
     */
    public DatumScores score(Examples examples, int samples) {
        return score(examples, OptionalInt.of(samples));
    }

    /** Returns the evidence lower bound of each example without log p(x), in nats. */
    public DatumScores score(Examples examples) {
        return score(examples, OptionalInt.empty());
    }

    /** Returns the bound and log p(x) of each row, as of examples. */
    public DatumScores score(double[][] rows, int samples) {
        return score(prepare(rows), samples);
    }

    private DatumScores score(Examples examples, OptionalInt samples) {
        return open().scores(checked(examples), samples, EvaluationProgress.SILENT);
    }

    /** Returns the location of q(z given x) of each example, [n, columns]. */
    public float[][] encode(Examples examples) {
        return use().codes(checked(examples));
    }

    /** Returns the location of q(z given x) of each row, [n, columns]. */
    public float[][] encode(double[]... rows) {
        return encode(prepare(rows));
    }

    /**
     * Returns q(z given x) of each example: location, parameters and draws. The draws of an example
     * depend on the key, on its content, and on how many equal ones come before it.
     *
     * @param draws the number of draws, which may be 0
     */
    public Codes posterior(Examples examples, RandomKey key, int draws) {
        return use().posterior(checked(examples), key, draws);
    }

    /** Returns q(z given x) of each row without draws. */
    public Codes posterior(double[]... rows) {
        return posterior(prepare(rows), RandomKey.of(0), 0);
    }

    /**
     * Returns what best predicts x of codes, [n, D].
     *
     * @param codes [n, columns], as {@link #encode} returns them
     * @param condition of a conditional model, as {@link #sample} takes it: all that it is
     *     conditioned on
     * @throws IllegalArgumentException if a part of the condition is not given, or the codes are
     *     not of the model, or numbers of categories
     */
    public float[][] decode(float[][] codes, String... condition) {
        return inUnits(() -> use().decoded(codes, List.of(condition)));
    }

    /** Returns the mean of p(x given z) at the location of q(z given x) of each example, [n, D]. */
    public float[][] reconstruct(Examples examples) {
        return inUnits(
                () ->
                        use().reconstructions(
                                        RandomKey.of(0),
                                        checked(examples),
                                        OutputValues.PREDICTED));
    }

    /** Returns the mean of p(x given z) at the location of q(z given x) of each row, [n, D]. */
    public float[][] reconstruct(double[]... rows) {
        return reconstruct(prepare(rows));
    }

    /**
     * Returns n draws of x, [n, D]. Images are means of p(x given z); other data are draws from it.
     *
     * <p>A label that a conditional model is not given is drawn: each with its share among the
     * training examples. Values of x, and exposures, that it is not given are those of test
     * examples in turn.
     *
     * @param condition of a conditional model, as {@code vaelab sample --condition} takes it
     * @throws UncheckedIOException if a file of conditions cannot be read
     */
    public float[][] sample(RandomKey key, int n, String... condition) {
        return inUnits(() -> use().samples(key, n, List.of(condition), Optional.empty()));
    }

    /**
     * Returns draws of all modalities from some, [n draws, D]: of p(x given z), z from q(z given
     * these). They follow p(the others given these) as far as q is the posterior. Images are means
     * of p(x given z). The draws of an input depend on the key, on its content, and on how many
     * equal ones come before it.
     *
     * @param given what {@code vaelab sample --given} takes: NAME=VALUE each
     * @param draws of each input; those of an input are one after the other
     * @throws IllegalArgumentException if the data have no such modality, or it has no such value
     */
    public float[][] sample(RandomKey key, List<String> given, int draws) {
        return inUnits(
                () ->
                        use().draws(
                                        key,
                                        open().newExamples().given(given, remark -> {}),
                                        draws,
                                        Optional.empty()));
    }

    /**
     * Returns rows whose missing values, NaN, are filled: with means of real numbers, the most
     * frequent category and the median count. Equal rows are filled alike, in every call.
     *
     * @param key of the draws from q
     * @throws IllegalArgumentException if values are not independent given z
     */
    public float[][] impute(RandomKey key, double[]... rows) {
        Examples examples = prepare(Rows.of("rows", rows), true);
        MissingParts parts = new MissingParts(trained.model(), trained.summary());
        return inUnits(() -> parts.completed(key, examples, IMPUTATION));
    }

    /**
     * Returns what follows series: the mean and quantiles of each number, and the numbers before.
     * Equal series are followed alike, in every call.
     *
     * @param steps how many follow
     * @param rows [n, T D], NaN after the end of a series
     * @throws IllegalArgumentException if the model cannot predict, or the steps leave none to see
     */
    public List<SeriesPoint> forecast(RandomKey key, int steps, double[]... rows) {
        Examples series = prepare(Rows.of("rows", rows), true);
        try {
            return new SeriesPredictions(trained.model(), trained.summary(), IMPUTATION.samples())
                    .forecast(series, length -> steps, false, key, EvaluationProgress.SILENT)
                    .points();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns the way from one row to another, [steps + 2, D]: the first, the decoded steps between
     * their codes, the second.
     *
     * @throws IllegalArgumentException if the latent space has no interpolation
     */
    public float[][] interpolate(double[] from, double[] to, int steps) {
        Examples pair = prepare(from, to);
        return inUnits(() -> use().walks(OutputValues.PREDICTED).interpolated(pair, steps));
    }

    /**
     * Returns an alarm for strange examples.
     *
     * @param rate the share of normal examples that may raise it, such as 0.01
     * @throws IllegalArgumentException if the run held fewer than 1 / rate - 1 validation examples
     *     out
     */
    public Alarm alarm(double rate) {
        try {
            ValidationScores usual =
                    ValidationScores.of(
                            open(), run, OptionalInt.empty(), EvaluationProgress.SILENT);
            return new Alarm(this, new ConformalThreshold(usual.scores(), rate));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Writes encoder and generator as ONNX files, with a page that explains them.
     *
     * @return the files
     * @throws IllegalArgumentException if neither half of the model is a graph
     * @throws org.vaelab.framework.VaeLabException if vaelab-onnx is not on the class path
     */
    public List<Path> exportOnnx(Path folder) throws IOException {
        open();
        OptionalJars.require(ONNX, Model.class, "exportOnnx", "file", "onnx");
        return OnnxExport.of(run, context).write(folder);
    }

    /** Computes values of the model. */
    @FunctionalInterface
    private interface Computed {
        float[][] rows() throws IOException;
    }

    private float[][] inUnits(Computed computed) {
        try {
            return output().inUnits(computed.rows());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Gives the model to another thread, as of another cell of a notebook, if its thread has ended.
     */
    private synchronized void adopt(Thread other) {
        if (owner.isAlive()) {
            throw new IllegalStateException(
                    "a model is for one thread: '%s' opened it, '%s' uses it; ModelPool serves many"
                            .formatted(owner.getName(), other.getName()));
        }
        owner = other;
    }

    private TrainedModel open() {
        if (Thread.currentThread() != owner) {
            adopt(Thread.currentThread());
        }
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
        if (!isClosed) {
            open();
            isClosed = true;
            memory.close();
        }
    }

    @Override
    public String toString() {
        return "model '%s', seed %s, of shape %s: %s%s"
                .formatted(
                        name(),
                        seed(),
                        trained.summary().shape(),
                        trained.partNames(),
                        isClosed ? ", closed" : "");
    }
}
