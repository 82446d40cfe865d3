// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.vaelab.framework.data.Chunks;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.evaluator.EvaluationResult;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.SampleSheet;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.OptionalJars;

/**
 * The trained model of a run. It takes and gives arrays in the units of the user's data: rows {@code
 * double[n][D]}, codes {@code double[n][columns]}; float[][] is taken as well. What was done to the
 * training data is done to new rows, by the run and its checkpoint; the training data are not
 * needed. Grey levels are numbers from 0 to 1, categories the places of their names.
 *
 * <p>Each use is called as the command of {@code vaelab} that does it. It returns what the model
 * computes ({@link Codes}, {@link Generated}, {@link Scores}, {@link Imputations}, {@link
 * Forecast}): as arrays, or by {@code to(file)} in a file. Rows that a model returns can be given to
 * it again, with their labels.
 *
 * <pre>{@code
 * try (Model model = results.model("vae", 1)) {
 *     double[][] codes = model.encode(values).location(); // [n, columns]
 *     double[][] rows = model.decode(codes).rows(); // [n, D]
 *     double[] bounds = model.score(model.sample(RandomKey.of(1), 50)).elbo(); // [50], in nats
 *     double bound = model.evaluate().metrics().get("elbo").value(); // mean of the test data
 *     model.sample(RandomKey.of(1), 50).to(Path.of("samples.png"));
 * }
 * }</pre>
 *
 * <p>A conditional model needs its {@link Condition}, or {@link Rows} with the labels.
 *
 * <p>A model is for the thread that opened it, or for another one after that has ended; {@link
 * ModelPool} serves many. Else each method throws an IllegalStateException, and so it does once the
 * model is closed. An argument that no model takes is refused by an IllegalArgumentException, null
 * by a NullPointerException. Rows that do not fit are refused by a {@link
 * org.vaelab.framework.data.DataException}: another number of values, a label that no training
 * example has, a NaN where none was missing in training.
 *
 * <p>{@link Examples} are rows that are prepared: those of {@link #test}, {@link #read} and {@link
 * #prepare}. Others are rejected by an IllegalArgumentException.
 */
public final class Model implements AutoCloseable {

    /** A class of vaelab-onnx. */
    private static final String ONNX = "org.vaelab.framework.onnx.ModelGraphs";

    /**
     * The ONNX files of a model.
     *
     * @param files in order, the page that explains them last
     * @param refused the reason for each half that is not exported, by its name
     */
    public record Exported(List<Path> files, Map<String, String> refused) {}

    private final RunModel model;
    private final RunFolder run;
    private final Lab lab;
    private final ModelMemory memory;
    private volatile Thread owner = Thread.currentThread();
    private EvaluationProgress progress = EvaluationProgress.SILENT;
    private boolean isClosed;
    private boolean isPooled;

    private Model(RunModel model, RunFolder run, Lab lab) {
        this.model = model;
        this.run = run;
        this.lab = lab;
        this.memory = ModelMemory.of(this, model);
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
     * Opens the model of a run that may have parts of plugins. Its data are loaded when they are
     * asked for, or at once if the checkpoint does not describe them or settings replace them.
     *
     * @param settings replace values of its config, as after {@code --set}
     * @throws IOException if the folder holds no record
     * @throws IllegalArgumentException if it holds no checkpoint, or its parts are not in the lab
     */
    public static Model open(RunFolder run, Lab lab, String... settings) throws IOException {
        return new Model(RunModel.open(run, List.of(settings), lab), run, lab);
    }

    /** Tells a listener from now on how many examples are done, in long calls. */
    public void reportTo(EvaluationProgress listener) {
        open();
        progress = Objects.requireNonNull(listener, "listener must not be null");
    }

    /** Returns the name of the model in its config. */
    public String name() {
        return model.spec().model();
    }

    /** Returns the seed of the run. */
    public long seed() {
        return model.spec().seed();
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

    /** Returns what is known of the training data without loading them. */
    public DataSummary summary() {
        return open().summary();
    }

    /**
     * Returns the usual endings of the files of examples: {@code png} for images, {@code txt} for
     * texts, {@code csv} for all others; one for each modality if there are several.
     */
    public List<String> endings() {
        ExampleValues values = values();
        return values.parts().isEmpty()
                ? List.of(values.display().ending())
                : values.parts().values().stream().map(of -> of.display().ending()).toList();
    }

    /**
     * Returns the data of the run, which are loaded at the first call.
     *
     * @throws org.vaelab.framework.VaeLabException if they are absent, damaged, or others than
     *     those of the run
     */
    public PreparedData data() {
        return open().data();
    }

    /** Returns the test data of the run. */
    public Examples test() {
        return data().test();
    }

    /**
     * Reads a new file or folder of examples, and prepares them as the test data were.
     *
     * @throws org.vaelab.framework.data.DataException if it cannot be read, or does not fit the
     *     training data
     */
    public ExampleReader.Found read(Path file) {
        return open().newExamples().read(file, false);
    }

    /**
     * Reads a new file or folder of examples of which values may be missing, even if none were in
     * training.
     *
     * @throws org.vaelab.framework.data.DataException as {@link #read} throws it
     */
    public ExampleReader.Found readWithGaps(Path file) {
        return open().newExamples().read(file, true);
    }

    /**
     * Reads a new file of series, to forecast what follows them. Values may be missing. Of longer
     * series than those of training, the last steps are read.
     *
     * @throws org.vaelab.framework.data.DataException as {@link #read} throws it
     */
    public ExampleReader.Found readLast(Path file) {
        return open().newExamples().readLast(file);
    }

    /**
     * Returns series of the run itself, to forecast what follows them: the last steps of its newest
     * file if examples are windows of longer series, otherwise the test series.
     *
     * @throws org.vaelab.framework.data.DataException if the file cannot be read
     */
    public ExampleReader.Found readOwnLast() {
        Examples own = test();
        List<Path> files = open().spec().data().source().readFiles();
        return own.origin().windows().isPresent() && !files.isEmpty()
                ? readLast(files.get(files.size() - 1))
                : new ExampleReader.Found(own, List.of());
    }

    /**
     * Returns examples of which some modalities are given, and the others are missing.
     *
     * @param texts NAME=VALUE each: a file or folder, a text, or column=value,... of a table; {@link
     *     Rows#joined} gives arrays
     * @throws IllegalArgumentException if the data have no such modality, or it has no such value
     */
    public ExampleReader.Found given(List<String> texts) {
        return open().newExamples().given(texts);
    }

    /**
     * Prepares rows as the test data were, with their labels.
     *
     * @param rows those of a program, or that a model has returned
     * @throws org.vaelab.framework.data.DataException if they do not fit the training data
     * @throws IllegalArgumentException if they lack a label on which the model is conditioned
     */
    public Examples prepare(HasRows rows) {
        return prepare(rows, false);
    }

    private Examples prepare(HasRows rows, boolean mayMiss) {
        NewExamples reader = open().newExamples();
        try {
            return reader.of(rows.asRows(), mayMiss);
        } catch (DataException e) {
            if (rows instanceof Generated generated && generated.isPredicted()) {
                throw new DataException(
                        e.getMessage()
                                + "\n    what best predicts x, such as the mean of a count, may be no value of x:"
                                + " .drawn() gives values",
                        e);
            }
            throw e;
        }
    }

    /** Prepares rows without labels, [n, D]. */
    public Examples prepare(double[]... rows) {
        return prepare(rows(rows));
    }

    private static Rows rows(double[]... rows) {
        return Rows.of("rows", rows);
    }

    private Rows rows(double[][] rows, Condition condition) {
        return generator().condition().of(rows(rows), condition);
    }

    /** Returns the values of examples, [n, D]; NaN where one is missing. */
    public double[][] values(Examples examples) {
        if (examples.size() == 0) {
            return new double[0][];
        }
        open().newExamples().requireOfModel(examples);
        return values().exact(values().of(new Chunks(examples, examples.size()).at(0)));
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
    public SampleSheet sheet(int columns, double[][]... kinds) {
        return values().restored()
                .sheet(
                        Math.min(columns, kinds[0].length),
                        Stream.of(kinds).map(ExampleValues::floats).toList());
    }

    /** Returns the model with all that belongs to it. */
    RunModel state() {
        return open();
    }

    private ExampleValues values() {
        return ExampleValues.of(open().summary());
    }

    private Generator generator() {
        RunModel of = open();
        return new Generator(of.model(), of.summary(), () -> of.data().test(), progress);
    }

    /** Evaluates the model on the test data, as the run did. */
    public EvaluationResult evaluate() {
        return open().evaluate(progress);
    }

    /** Returns the bound of each example; {@link Scores#samples} estimates log p(x) too. */
    public Scores score(Examples examples) {
        return new Scores(
                (of, samples) -> open().scores(of, samples, progress),
                checked(examples),
                OptionalInt.empty(),
                Optional.empty());
    }

    /** Returns the bound of each row, [n, D]. */
    public Scores score(double[]... rows) {
        return score(rows(rows));
    }

    /** Returns the bound of each row of single precision. */
    public Scores score(float[]... rows) {
        return score(Rows.of("rows", rows));
    }

    /** Returns the bound of each row of a conditional model. */
    public Scores score(double[][] rows, Condition condition) {
        return score(rows(rows, condition));
    }

    /** Returns the bound of each row, with its labels. */
    public Scores score(HasRows rows) {
        return score(prepare(rows));
    }

    /** Returns q(z given x) of each example. */
    public Codes encode(Examples examples) {
        return Codes.of(this::generator, checked(examples));
    }

    /** Returns q(z given x) of each row, [n, D]. */
    public Codes encode(double[]... rows) {
        return encode(rows(rows));
    }

    /** Returns q(z given x) of each row of single precision. */
    public Codes encode(float[]... rows) {
        return encode(Rows.of("rows", rows));
    }

    /** Returns q(z given x) of each row of a conditional model. */
    public Codes encode(double[][] rows, Condition condition) {
        return encode(rows(rows, condition));
    }

    /** Returns q(z given x) of each row, with its labels. */
    public Codes encode(HasRows rows) {
        return encode(prepare(rows));
    }

    /**
     * Returns what best predicts x of codes.
     *
     * @param codes [n, columns], as {@link Codes#location} returns them; finite
     * @param condition one for all codes, or with a value for each
     * @throws IllegalArgumentException if the model is conditioned on something that is not given,
     *     or does not have what is; and when x is computed, if the codes do not fit
     */
    public Generated decode(double[][] codes, Condition... condition) {
        Objects.requireNonNull(codes, "codes must not be null");
        return decode(ExampleValues.floats(codes), condition);
    }

    /** Returns what best predicts x of codes of single precision. */
    public Generated decode(float[][] codes, Condition... condition) {
        Objects.requireNonNull(codes, "codes must not be null");
        Counts.atLeastOne("codes", codes.length);
        open();
        return Generated.decoded(this::generator, codes.clone(), joined(condition));
    }

    private static Condition joined(Condition... conditions) {
        return Stream.of(conditions).reduce(Condition.NONE, Condition::and);
    }

    /** Returns what best predicts x at the location of q(z given x) of each example. */
    public Generated reconstruct(Examples examples) {
        return reconstruct(examples, Generated.Point.LOCATION);
    }

    private Generated reconstruct(Examples examples, Generated.Point point) {
        return Generated.reconstructions(
                this::generator, RandomKey.of(0), checked(examples), point);
    }

    /**
     * Returns what best predicts x of each example from some variables of a hierarchy: the first
     * ones, parents first, at the location of q(z given x), and each other one at the location of
     * its prior given those above.
     *
     * @param keep how many variables are those of q, at least 1
     * @throws IllegalArgumentException when x is computed, if the model has fewer, or the location
     *     of a prior is not known
     */
    public Generated reconstruct(Examples examples, int keep) {
        Counts.atLeastOne("keep", keep);
        return reconstruct(examples, (model, q, given) -> model.keeping(keep, q.location(), given));
    }

    /** Returns what best predicts x at the location of q(z given x) of each row, [n, D]. */
    public Generated reconstruct(double[]... rows) {
        return reconstruct(rows(rows));
    }

    /** Returns what best predicts x at the location of q(z given x) of each row, with its labels. */
    public Generated reconstruct(HasRows rows) {
        return reconstruct(prepare(rows));
    }

    /**
     * Returns n draws of x. Images are means of p(x given z); other data are draws from it.
     *
     * @param condition of a conditional model: one for all draws, or with a value for each; {@link
     *     Condition#drawn} draws labels as they are in the training data
     * @throws IllegalArgumentException if n is below 1, or the model is conditioned on something
     *     that is not given, or does not have what is
     */
    public Generated sample(RandomKey key, int n, Condition... condition) {
        return sample(key, n, 1, condition);
    }

    /**
     * Returns n draws of x from latent variables at a temperature, as {@link #sample(RandomKey, int,
     * Condition...)} from the model. The scale of each p(z given its parents) is that many times its
     * own, so of less than 1 draws are more typical and less diverse. They are no draws of the model.
     *
     * @param temperature at least 0; of 0 each variable is at its centre
     * @throws IllegalArgumentException also if the temperature is below 0; and when x is computed,
     *     if a prior has no scale, as that of categories
     */
    public Generated sample(RandomKey key, int n, double temperature, Condition... condition) {
        Objects.requireNonNull(key, "key must not be null");
        Counts.atLeastOne("n", n);
        Counts.notNegative("temperature", temperature);
        return Generated.samples(this::generator, key, n, temperature, joined(condition));
    }

    /**
     * Returns draws of all modalities from some: of p(x given z), z from q(z given these). They
     * follow p(the others given these) as far as q is the posterior. Images are means of p(x given
     * z). The draws of an input depend on the key, on its content, and on how many equal ones come
     * before it.
     *
     * @param inputs with missing modalities, as {@link #given} returns them
     * @param draws of each input; those of an input are one after the other
     */
    public Generated sample(RandomKey key, Examples inputs, int draws) {
        Objects.requireNonNull(key, "key must not be null");
        Counts.atLeastOne("draws", draws);
        return Generated.samplesGiven(this::generator, key, checked(inputs), draws);
    }

    /**
     * Returns draws of all modalities from one of each example, as {@link #sample(RandomKey,
     * Examples, int)} does from all that are there.
     *
     * @throws IllegalArgumentException if the data have no such modality
     */
    public Generated sample(RandomKey key, Examples examples, String modality, int draws) {
        Objects.requireNonNull(key, "key must not be null");
        Objects.requireNonNull(examples, "examples must not be null");
        Objects.requireNonNull(modality, "modality must not be null");
        Counts.atLeastOne("draws", draws);
        Modality given =
                summary().form().modalities().stream()
                        .filter(each -> each.name().equals(modality))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "the data have no modality '%s'"
                                                        .formatted(modality)));
        return Generated.samplesGiven(this::generator, key, given.alone(checked(examples)), draws);
    }

    /**
     * Returns draws of all modalities from some, which {@link Rows#joined} gives as arrays.
     *
     * @throws org.vaelab.framework.data.DataException if they are no modalities of the model
     */
    public Generated sample(RandomKey key, HasRows inputs, int draws) {
        return sample(key, prepare(inputs), draws);
    }

    /**
     * Returns the way between pairs of examples: for each pair steps + 2 rows, the first example,
     * the decoded steps from its code to that of the second, and the second. A condition changes
     * halfway.
     *
     * <p>Computing x throws an IllegalArgumentException if a latent space has no interpolation.
     *
     * @param pairs the first and the second example of a pair, those of the next, ...
     * @param steps 1 for the point in the middle; of more, the first and the last step are the
     *     codes of the pair
     * @throws IllegalArgumentException if there is no step
     */
    public Generated interpolate(Examples pairs, int steps) {
        Counts.atLeastOne("steps", steps);
        if (pairs.size() < 2 || pairs.size() % 2 != 0) {
            throw new IllegalArgumentException(
                    "interpolate takes pairs of examples, and there are " + pairs.size());
        }
        return Generated.interpolations(this::generator, checked(pairs), steps);
    }

    /**
     * Returns examples of which one latent unit at a time is varied.
     *
     * @param steps the number of values of a unit; a categorical one takes each of its categories
     * @param units in the order of the rows; none: all, with the most active first
     */
    public Traversal traverse(Examples examples, int steps, String... units) {
        return new Traversal(
                this::generator,
                checked(examples),
                new LatentWalks.UnitChoice(List.of(units), steps),
                OutputValues.PREDICTED);
    }

    /**
     * Returns examples whose missing values are filled.
     *
     * @param key of the draws from q
     * @param found what {@link #readWithGaps} returns, of which a table keeps its other columns
     */
    public Imputations impute(RandomKey key, ExampleReader.Found found) {
        Objects.requireNonNull(key, "key must not be null");
        Objects.requireNonNull(found, "found must not be null");
        open();
        return Imputations.of(this::generator, key, found);
    }

    /**
     * Returns rows whose missing values, NaN, are filled. A column that {@code data.given} names is
     * not modelled: if it is missing, it stays so if values were missing in training, and is refused
     * otherwise.
     *
     * @throws org.vaelab.framework.data.DataException if they do not fit the training data
     * @throws IllegalArgumentException if they lack a label on which the model is conditioned
     */
    public Imputations impute(RandomKey key, HasRows rows) {
        Objects.requireNonNull(key, "key must not be null");
        return impute(key, new ExampleReader.Found(prepare(rows, true), List.of()));
    }

    /** Returns rows without labels whose missing values, NaN, are filled. */
    public Imputations impute(RandomKey key, double[]... rows) {
        return impute(key, rows(rows));
    }

    /** Returns rows of a conditional model whose missing values, NaN, are filled. */
    public Imputations impute(RandomKey key, double[][] rows, Condition condition) {
        return impute(key, rows(rows, condition));
    }

    /**
     * Returns what follows series.
     *
     * @param steps how many follow, at least 1, and fewer than the model was trained on
     * @throws IllegalArgumentException if there are other steps, or the model is none of series
     */
    public Forecast forecast(RandomKey key, int steps, Examples series) {
        Objects.requireNonNull(key, "key must not be null");
        Objects.requireNonNull(series, "series must not be null");
        Counts.atLeastOne("steps", steps);
        open();
        return Forecast.of(this::generator, key, series, steps);
    }

    /**
     * Returns what follows series.
     *
     * @param steps how many follow
     * @param rows [n, T D], NaN after the end of a series
     */
    public Forecast forecast(RandomKey key, int steps, double[]... rows) {
        Objects.requireNonNull(key, "key must not be null");
        return forecast(key, steps, prepare(rows(rows), true));
    }

    /**
     * Returns an alarm for strange examples, by their bounds.
     *
     * @param rate the share of normal examples that may raise it, such as 0.01
     * @throws IllegalArgumentException if the rate is not between 0 and 1, or the run held fewer
     *     than 1 / rate - 1 validation examples out, by {@code data.validation}
     */
    public Alarm alarm(double rate) {
        return alarm(rate, OptionalInt.empty());
    }

    /**
     * Returns an alarm for strange examples, by log p(x).
     *
     * @param rate the share of normal examples that may raise it, such as 0.01
     * @param draws K, of the importance-weighted estimate of log p(x) of an example
     * @throws IllegalArgumentException as {@link #alarm(double)} throws it
     */
    public Alarm alarm(double rate, int draws) {
        Counts.atLeastOne("draws", draws);
        return alarm(rate, OptionalInt.of(draws));
    }

    private Alarm alarm(double rate, OptionalInt samples) {
        ConformalThreshold.requireRate(rate);
        try {
            ValidationScores usual = ValidationScores.of(open(), run, samples, progress);
            return new Alarm(this, samples, usual, rate);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Writes encoder and generator as ONNX files, with a page that explains them.
     *
     * @throws IllegalArgumentException if neither half of the model is a graph
     * @throws org.vaelab.framework.VaeLabException if vaelab-onnx is not on the class path
     */
    public Exported exportOnnx(Path folder) throws IOException {
        Objects.requireNonNull(folder, "folder must not be null");
        open();
        OptionalJars.require(ONNX, Model.class, "exportOnnx", "file", "onnx");
        OnnxExport export = OnnxExport.of(run, lab);
        return new Exported(export.write(folder), export.refused());
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

    private RunModel open() {
        if (Thread.currentThread() != owner) {
            adopt(Thread.currentThread());
        }
        if (isClosed) {
            throw new IllegalStateException("the model is closed");
        }
        return model;
    }

    /** Leaves it to a pool to close this model. */
    void pooled(boolean is) {
        isPooled = is;
    }

    /**
     * Frees the memory of the model. Later calls throw.
     *
     * @throws IllegalStateException if it is that of a {@link ModelPool}, which closes it
     */
    @Override
    public void close() {
        if (!isClosed) {
            open();
            if (isPooled) {
                throw new IllegalStateException(
                        "the model belongs to a pool, which closes it: leave out close()");
            }
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
                        model.summary().shape(),
                        model.partNames(),
                        isClosed ? ", closed" : "");
    }
}
