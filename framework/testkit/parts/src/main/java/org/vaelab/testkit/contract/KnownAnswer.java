// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.WrappedLikelihood;
import org.vaelab.framework.model.AmortizedInference;
import org.vaelab.framework.model.Conditioning;
import org.vaelab.framework.model.DeepGenerativeModel;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.network.Mlp;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.plugin.InferencePart;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.family.ToyCoins;
import org.vaelab.testkit.family.ToyNormal;

/**
 * A small problem of which the value of a metric is known. q(z given x) of example i is {@code
 * N(means[i], diag exp(logVariances[i]))} on R^d, p(z) is N(0, I), and x are the 8 bits of i, fair
 * coins under p(x given z): {@code log p(x given z) = -8 log 2}, and of one mean m with log-variance
 * 0 the ELBO is {@code -8 log 2 - m^2 / 2}. Its labels are i mod 4, bit 2 and bit 3, and
 * the distance of two is that of their places.
 *
 * <p>{@link #ofData} takes other examples, so that labels are not all as frequent; {@link #drawing}
 * coins that always fall the same; {@link #withoutBits} examples with missing values.
 *
 * @param metric its name
 * @param means [n, d], n at most 256
 * @param logVariances [n, d]
 * @param tolerance of the value: that of rounding, or standard errors where the metric draws
 * @param standardError by definition; NaN where it is not stated
 * @param toleranceOfError of the standard error
 * @param examples behind the value; 0 where they are not stated
 * @param data which examples there are
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
public record KnownAnswer(
        String metric,
        double[][] means,
        double[][] logVariances,
        double value,
        double tolerance,
        double standardError,
        double toleranceOfError,
        int examples,
        Data data) {

    private static final int SHOWN = 3;

    /** The logarithm of a variance that is rounding beside means of 1. */
    private static final double NARROW = -30;

    /** The log-odds of a coin that always falls the same. */
    private static final double SURE = 60;

    /**
     * Which examples there are.
     *
     * @param numbers i of each example
     * @param drawn what coins always show; below 0: they are fair
     * @param missing the first bit that odd examples miss, with all after it
     * @param slope of the log-odds of coin j in z_k, k = j mod d
     * @param hasMeans whether q knows its mean in closed form
     */
    record Data(int[] numbers, int drawn, int missing, double slope, boolean hasMeans) {

        /** The bits of i that each column of labels has. */
        private static final int[] COLUMNS = {3, 4, 8};

        Examples examples() {
            return unlabelled().withLabels(MetricTrial.labels(bits()));
        }

        private byte[] bits() {
            byte[] bits = new byte[numbers.length * MetricTrial.WIDTH];
            for (int j = 0; j < bits.length; j++) {
                bits[j] = (byte) bit(numbers[j / MetricTrial.WIDTH], j % MetricTrial.WIDTH);
            }
            return bits;
        }

        Examples unlabelled() {
            byte[] bits = bits();
            if (missing == MetricTrial.WIDTH) {
                return MetricTrial.withDistances(Examples.binary(MetricTrial.WIDTH, bits));
            }
            double[] values = new double[bits.length];
            Arrays.setAll(
                    values,
                    j -> {
                        boolean isOdd = j / MetricTrial.WIDTH % 2 == 1;
                        return isOdd && j % MetricTrial.WIDTH >= missing ? Double.NaN : bits[j];
                    });
            return Examples.of(MetricTrial.WIDTH, values, ValueDomain.BINARY);
        }

        static int bit(int number, int place) {
            return (number >> place) & 1;
        }
    }

    /** Creates a problem of which the value alone is stated. */
    public KnownAnswer(
            String metric,
            double[][] means,
            double[][] logVariances,
            double value,
            double tolerance) {
        this(
                metric,
                means,
                logVariances,
                value,
                tolerance,
                Double.NaN,
                0,
                0,
                new Data(
                        IntStream.range(0, means.length).toArray(),
                        -1,
                        MetricTrial.WIDTH,
                        0,
                        true));
    }

    /** Returns the problem in which each z is known. */
    public static KnownAnswer ofPoints(
            String metric, double[][] points, double value, double tolerance) {
        double[][] narrow = new double[points.length][points[0].length];
        Arrays.stream(narrow).forEach(row -> Arrays.fill(row, -60));
        return new KnownAnswer(metric, points, narrow, value, tolerance);
    }

    /** Returns the same with a standard error, as of numbers of examples that are independent. */
    public KnownAnswer withStandardError(double expected, double allowed) {
        return new KnownAnswer(
                metric, means, logVariances, value, tolerance, expected, allowed, examples, data);
    }

    /** Returns the same with the number of examples behind the value. */
    public KnownAnswer ofExamples(int number) {
        return new KnownAnswer(
                metric,
                means,
                logVariances,
                value,
                tolerance,
                standardError,
                toleranceOfError,
                number,
                data);
    }

    private KnownAnswer with(Data other) {
        return new KnownAnswer(
                metric,
                means,
                logVariances,
                value,
                tolerance,
                standardError,
                toleranceOfError,
                examples,
                other);
    }

    /** Returns the same of other examples, with the bits and the q of these numbers. */
    public KnownAnswer ofData(int... numbers) {
        return with(
                new Data(
                        numbers.clone(),
                        data.drawn(),
                        data.missing(),
                        data.slope(),
                        data.hasMeans()));
    }

    /** Returns the same where coins always show the bits of a number. */
    public KnownAnswer drawing(int number) {
        return with(
                new Data(data.numbers(), number, data.missing(), data.slope(), data.hasMeans()));
    }

    /**
     * Returns the same where every second example misses its bits from one on. Those before must
     * tell the numbers apart.
     */
    public KnownAnswer withoutBits(int from) {
        if (means.length > 1 << from) {
            throw new IllegalArgumentException(
                    "%s numbers have more than %s bits".formatted(means.length, from));
        }
        return with(new Data(data.numbers(), data.drawn(), from, data.slope(), data.hasMeans()));
    }

    /**
     * Returns the same where coins depend on z: coin j is 1 with the log-odds {@code slope z_k}, k = j
     * mod d.
     */
    public KnownAnswer withSlope(double slope) {
        return with(new Data(data.numbers(), data.drawn(), data.missing(), slope, data.hasMeans()));
    }

    /** Returns the same where the mean of q has no closed form, so that it is that of draws. */
    public KnownAnswer withoutMeans() {
        return with(new Data(data.numbers(), data.drawn(), data.missing(), data.slope(), false));
    }

    /** Returns whether it tells how a metric takes means of draws that differ. */
    boolean hasMeansOfDraws() {
        return !data.hasMeans()
                && Arrays.stream(logVariances)
                        .flatMapToDouble(Arrays::stream)
                        .anyMatch(logVariance -> logVariance > NARROW);
    }

    /** Returns whether a metric asks q for its mean. */
    boolean asksForMeans(
            TensorRuntime runtime, Plugins plugins, Metrics metrics, PartChoice chosen) {
        AtomicBoolean asked = new AtomicBoolean();
        LatentVariableModel model;
        try (TensorScope scope = runtime.scope()) {
            model = withoutMeans().model(runtime, plugins, Optional.empty(), () -> asked.set(true));
        }
        measure(model, metrics, chosen, data.examples());
        return asked.get();
    }

    /** Asserts that a metric has the value, of all examples, and returns it. */
    double check(TensorRuntime runtime, Plugins plugins, Metrics metrics, PartChoice chosen) {
        MetricTrial.Outcome outcome = measure(runtime, plugins, metrics, chosen, data.examples());
        Estimate estimate = outcome.metrics().get(metric);
        if (estimate == null) {
            throw new AssertionError(
                    "%s is absent of a problem with a known answer: %s"
                            .formatted(metric, outcome.absent().get(metric)));
        }
        requireNear("", estimate.value(), value, tolerance);
        requireErrorAndExamples(estimate, outcome.examples().getOrDefault(metric, 0));
        return estimate.value();
    }

    /** Returns whether a metric has no such value of data without labels. */
    boolean readsLabels(
            TensorRuntime runtime, Plugins plugins, Metrics metrics, PartChoice chosen) {
        Estimate found =
                measure(runtime, plugins, metrics, chosen, data.unlabelled()).metrics().get(metric);
        return found == null || !(Math.abs(found.value() - value) <= tolerance);
    }

    /** Returns whether a number of z tells of two columns of labels, as a sum does. */
    boolean mixesLabels() {
        return IntStream.range(0, means[0].length).anyMatch(this::mixesLabels);
    }

    private boolean mixesLabels(int number) {
        return Arrays.stream(Data.COLUMNS).filter(column -> tells(number, column)).count() > 1;
    }

    private boolean tells(int number, int column) {
        int[] all = Arrays.stream(data.numbers()).distinct().toArray();
        return Arrays.stream(all)
                .anyMatch(
                        one ->
                                Arrays.stream(all)
                                        .filter(other -> ((one ^ other) & ~column) == 0)
                                        .anyMatch(
                                                other ->
                                                        means[one][number]
                                                                != means[other][number]));
    }

    private MetricTrial.Outcome measure(
            TensorRuntime runtime,
            Plugins plugins,
            Metrics metrics,
            PartChoice chosen,
            Examples shown) {
        LatentVariableModel model;
        try (TensorScope scope = runtime.scope()) {
            model = model(runtime, plugins, Optional.empty());
        }
        return measure(model, metrics, chosen, shown);
    }

    private MetricTrial.Outcome measure(
            LatentVariableModel model, Metrics metrics, PartChoice chosen, Examples shown) {
        MetricTrial trial =
                new MetricTrial(
                        model,
                        metrics,
                        Map.of(metric, chosen),
                        shown,
                        shown,
                        RandomKey.of(0).split("known answer"));
        return trial.measure(trial.data(), List.of(metric));
    }

    private void requireErrorAndExamples(Estimate estimate, int found) {
        if (!Double.isNaN(standardError)) {
            requireNear(
                    "the standard error of ",
                    estimate.standardError(),
                    standardError,
                    toleranceOfError);
        }
        if (examples > 0) {
            requireNear("the number of examples of ", found, examples, 0);
        }
    }

    private void requireNear(String what, double got, double expected, double allowed) {
        if (!(Math.abs(got - expected) <= allowed)) {
            String rows = Arrays.deepToString(Arrays.copyOf(means, Math.min(SHOWN, means.length)));
            throw new AssertionError(
                    String.format(
                            Locale.ROOT,
                            "%s%s of %d examples with means %s%s is %.8g, and the known answer %.8g within %.2g",
                            what,
                            metric,
                            data.numbers().length,
                            rows,
                            means.length > SHOWN ? " and so on" : "",
                            got,
                            expected,
                            allowed));
        }
    }

    /** Returns the model with an inference that takes the encoder; by default it is the encoder. */
    LatentVariableModel model(
            TensorRuntime runtime, Plugins plugins, Optional<InferencePart> inference) {
        return model(runtime, plugins, inference, () -> {});
    }

    private LatentVariableModel model(
            TensorRuntime runtime,
            Plugins plugins,
            Optional<InferencePart> inference,
            Runnable asked) {
        int d = means[0].length;
        double[] table = new double[means.length * 2 * d];
        for (int i = 0; i < means.length; i++) {
            System.arraycopy(means[i], 0, table, 2 * d * i, d);
            System.arraycopy(logVariances[i], 0, table, 2 * d * i + d, d);
        }
        Parameter heads =
                Parameter.learned("heads", runtime.tensor(table, Shape.of(means.length, 2 * d)));
        ToyNormal.Family normals = new ToyNormal.Family(d);
        PosteriorFamily family = data.hasMeans() ? normals : new DrawnMeans.Family(normals, asked);
        Mlp coins = coins(runtime, d);
        if (data.drawn() >= 0) {
            double[] odds = new double[MetricTrial.WIDTH];
            Arrays.setAll(odds, j -> Data.bit(data.drawn(), j) == 1 ? SURE : -SURE);
            coins.startAt(odds, x -> x);
        }
        Likelihood likelihood =
                data.missing() < MetricTrial.WIDTH
                        ? WrappedLikelihood.ofObserved(new ToyCoins())
                        : new ToyCoins();
        DeepGenerativeModel p =
                new DeepGenerativeModel(
                        runtime,
                        DataShape.flat(MetricTrial.WIDTH),
                        Conditioning.NONE,
                        new DeepGenerativeModel.Root(
                                EvidenceModel.ONLY,
                                new StandardNormal(runtime, new Euclidean(d)),
                                family.networkInput()),
                        List.of(),
                        new DeepGenerativeModel.Output(coins, likelihood));
        AmortizedInference q =
                new AmortizedInference(
                        new AmortizedInference.Encoder(
                                EvidenceModel.ONLY, new OfBits(heads), family));
        Inference inferred =
                inference
                        .<Inference>map(
                                part ->
                                        part.create(
                                                InferenceUnderTest.context(
                                                        Assembly.context(
                                                                runtime,
                                                                RandomKey.of(0),
                                                                MetricTrial.WIDTH),
                                                        p,
                                                        family,
                                                        Optional.of(q),
                                                        plugins.divergences())))
                        .orElse(q);
        return new LatentVariableModel(p, inferred, plugins.divergences());
    }

    /** An affine map, whose weights are 0 but for the slopes. */
    private Mlp coins(TensorRuntime runtime, int d) {
        Mlp coins =
                new Mlp(
                        runtime,
                        RandomKey.of(0),
                        d,
                        List.of(),
                        MetricTrial.WIDTH,
                        Activation.IDENTITY,
                        Initializer.GLOROT);
        double[] slopes = new double[d * MetricTrial.WIDTH];
        for (int j = 0; j < MetricTrial.WIDTH; j++) {
            slopes[j % d * MetricTrial.WIDTH + j] = data.slope();
        }
        for (Parameter own : coins.parameters()) {
            Shape shape = own.value().shape();
            own.assign(shape.rank() > 1 ? runtime.tensor(slopes, shape) : own.value().mul(0));
        }
        return coins;
    }

    /** The row of a table that bits are the number of. */
    private record OfBits(Parameter rows) implements Network {

        @Override
        public Tensor apply(Tensor x) {
            int n = rows.value().shape().extent(0);
            // Bits after those may be missing.
            int bits = Math.max(1, 32 - Integer.numberOfLeadingZeros(n - 1));
            double[] powers = new double[bits];
            Arrays.setAll(powers, i -> 1 << i);
            Tensor seen = x.slice(-1, 0, bits);
            Tensor number = seen.mul(x.runtime().vector(powers).cast(x.dtype())).sum(-1);
            return number.cast(DType.INT32).oneHot(n).matmul(rows.value());
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(rows);
        }
    }
}
