// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.predictive;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.TestQuantity;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.ranks.TwoSampleTest;
import org.vaelab.framework.record.DiagnosticCurves;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.StrictMapper;

/**
 * A predictive check: the p-value of the exact two-sample test of Kolmogorov and Smirnov, of a test
 * quantity in test examples and in samples of the model ({@link ModelSamples}). If the data come
 * from the model, the p-value is uniform, up to its steps. Of a model that is given a label each
 * class is a part.
 *
 * @param quantity what is compared
 */
@Cites("gelman1996")
@Internal
public record PredictiveCheck(
        @JsonIgnore TestQuantity quantity,
        @Setting(value = ModelSamples.EXAMPLES, defaultValue = "1000") int examples,
        @Setting(value = ModelSamples.LEVEL, defaultValue = "0.05") double level)
        implements Metric {

    private static final int POINTS = 100;

    private static final String CAPTION =
            "The distribution function of the %s in test data minus that in samples of the model. It"
                    + " leaves the band with probability %s if the data come from the model.";

    public PredictiveCheck {
        Counts.atLeastOne("examples", examples);
        ModelSamples.requireLevel(level);
    }

    /** Returns the check of a quantity with its usual settings. */
    public static PredictiveCheck of(TestQuantity quantity) {
        return StrictMapper.defaults(PredictiveCheck.class, Map.of("quantity", quantity));
    }

    /** Returns the name of the metric of a quantity. */
    public static String name(String quantity) {
        return "predictive." + quantity;
    }

    @Override
    public MetricDescription description() {
        return MetricDescription.of(
                        "p of " + quantity.label(),
                        Direction.NEITHER,
                        "The p-value of a two-sample test of the "
                                + quantity.label()
                                + " in test data and in samples of the model.")
                .within(0, 1);
    }

    @Override
    public Optional<String> obstacle(DataSummary data) {
        return obstacle(data.domain(), data.shape(), data.hasMissing());
    }

    @Override
    public Measured measure(MetricContext subject) {
        DataShape shape = subject.model().shape();
        subject.undefinedIf(obstacle(subject.test().domain(), shape, subject.data().hasMissing()));
        ModelSamples found = ModelSamples.of(subject, examples);
        double[] data = values(found.data(), shape);
        double[] samples = values(found.samples(), shape);
        RandomKey key = subject.key().split("ties");
        TwoSampleTest test = new TwoSampleTest(data, samples, key);
        Map<String, Estimate> parts = new LinkedHashMap<>();
        for (int value : new TreeSet<>(boxed(found.classOfData()))) {
            double[] ofData = ofClass(data, found.classOfData(), value);
            double[] ofSamples = ofClass(samples, found.classOfSample(), value);
            if (ofSamples.length > 0) {
                RandomKey own = key.fold(value);
                parts.put("class" + value, p(new TwoSampleTest(ofData, ofSamples, own), ofData));
            }
        }
        return new Measured(p(test, samples), data.length, parts)
                .showing(curves(test, data, samples));
    }

    private Optional<String> obstacle(ValueDomain domain, DataShape shape, boolean hasMissing) {
        if (quantity.isOfTokens()) {
            return domain == ValueDomain.TOKENS
                    ? Optional.empty()
                    : Optional.of(
                            "it is a quantity of texts, and these data are " + domain.label());
        }
        return ModelSamples.obstacle(domain, hasMissing).or(() -> quantity.obstacle(domain, shape));
    }

    private double[] values(double[][] examples, DataShape shape) {
        return Arrays.stream(examples).mapToDouble(x -> quantity.of(x, shape)).toArray();
    }

    private static List<Integer> boxed(int[] values) {
        return Arrays.stream(values).boxed().toList();
    }

    private static double[] ofClass(double[] all, int[] classes, int value) {
        return IntStream.range(0, all.length)
                .filter(i -> classes[i] == value)
                .mapToDouble(i -> all[i])
                .toArray();
    }

    private static Estimate p(TwoSampleTest test, double[] samples) {
        return Measured.pure(test.pValue(), samples.length);
    }

    private DiagnosticCurves curves(TwoSampleTest test, double[] data, double[] samples) {
        double critical = test.critical(level);
        List<Double> x = IntStream.range(1, POINTS).mapToObj(i -> i / (double) POINTS).toList();
        List<Double> y = Arrays.stream(test.differencesAt(POINTS)).boxed().toList();
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put("pValue", test.pValue());
        numbers.put("distance", test.distance());
        return new DiagnosticCurves(
                "Predictive check: " + quantity.label(),
                CAPTION.formatted(quantity.label(), level),
                sentence(test, data, samples),
                "share of data and samples together",
                "difference of ECDFs",
                x,
                x.stream().map(point -> -critical).toList(),
                x.stream().map(point -> critical).toList(),
                List.of(new DiagnosticCurves.Curve(quantity.label(), y, numbers)));
    }

    private String sentence(TwoSampleTest test, double[] data, double[] samples) {
        double p = test.pValue();
        double ofData = Arrays.stream(data).average().orElseThrow();
        double ofSamples = Arrays.stream(samples).average().orElseThrow();
        return String.format(
                Locale.ROOT,
                "The %s %s between test data (mean %.3g) and samples (mean %.3g): %s.",
                quantity.label(),
                p <= level ? "differs" : "does not differ clearly",
                ofData,
                ofSamples,
                p < 0.001 ? "p < 0.001" : String.format(Locale.ROOT, "p = %.3f", p));
    }
}
