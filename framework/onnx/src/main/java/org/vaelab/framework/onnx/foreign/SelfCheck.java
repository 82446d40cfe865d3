// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.foreign;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.estimator.ElboTerms;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.model.AmortizedInference;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.DeepGenerativeModel;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Looks for the usual mistakes in how two files are read: logits or probabilities, log-variance or
 * standard deviation, 0..1 or 0..255, rows and columns of images. It compares the bound under each
 * reading on a few training examples. A model was trained to have a high bound, so the right
 * reading has by far the best one. It also looks for rows of a batch that influence one another, as
 * in batch normalisation that is still in training mode.
 */
record SelfCheck(OnnxModel settings, LatentVariableModel model, PreparedData data) {

    private static final int EXAMPLES = 64;

    private static final int DRAWS = 8;

    private static final RandomKey KEY = RandomKey.of(0).split("selfCheck");

    /** A better reading is an error if its bound is better by so many standard errors. */
    private static final double CLEAR = 6;

    /** A better reading is an error if its bound is better by this share of the declared one. */
    private static final double LEAST_SHARE = 0.03;

    /** A better reading is an error if its bound is better by so many nats. */
    private static final double LEAST_NATS = 1;

    private static final int MOST_MISTAKES = 4;

    private static final int ROWS = 4;

    /**
     * The bound under a reading, of each example.
     *
     * @param reconstruction the mean of log p(x given z)
     */
    @SuppressWarnings("ArrayRecordComponent") // A carrier of numbers that nobody compares.
    private record Bound(double[] perDatum, double reconstruction) {

        double mean() {
            return Arrays.stream(perDatum).average().orElseThrow();
        }

        @Override
        public String toString() {
            return "%s nats, with reconstruction %s, on %s training examples"
                    .formatted(number(mean()), number(reconstruction), perDatum.length);
        }
    }

    /**
     * Returns what is doubtful.
     *
     * @throws IllegalArgumentException if another reading is clearly better, unless the check is
     *     off
     */
    List<String> remarks() {
        Optional<OnnxReading> declared = declared();
        if (declared.isEmpty()) {
            return List.of();
        }
        try (TensorScope scope = model.runtime().scope()) {
            Batch batch = batch();
            List<String> remarks = new ArrayList<>();
            Optional<Bound> bound = bound(declared.get(), batch);
            if (bound.isPresent()) {
                requireIndependentRows(declared.get().encoder(), batch.x(), remarks);
            }
            compareReadings(declared.get(), bound, batch, remarks);
            return remarks;
        }
    }

    private Optional<OnnxReading> declared() {
        return model.inference()
                .amortized()
                .filter(q -> q.encoder().network() instanceof OnnxNetwork)
                .filter(q -> model.generative() instanceof DeepGenerativeModel)
                .map(
                        q ->
                                new OnnxReading(
                                        (OnnxNetwork) q.encoder().network(),
                                        (OnnxNetwork) generative().output().network()));
    }

    private DeepGenerativeModel generative() {
        return (DeepGenerativeModel) model.generative();
    }

    private Batch batch() {
        Examples examples = data.trainingSample(Math.min(EXAMPLES, data.trainingSize()), KEY);
        int width = model.shape().size();
        double[] values = new double[examples.size() * width];
        for (int i = 0; i < examples.size(); i++) {
            examples.read(i, values, i * width);
        }
        Tensor x = model.runtime().tensor(values, Shape.of(examples.size(), width));
        return new Batch(x, Map.of(), IntStream.range(0, examples.size()).toArray());
    }

    /** Compares rows that are computed together with the same rows alone. */
    private void requireIndependentRows(OnnxNetwork encoder, Tensor x, List<String> remarks) {
        int rows = Math.min(ROWS, x.shape().extent(0));
        double[] together = encoder.apply(x.slice(0, 0, rows)).readDoubles();
        int width = together.length / rows;
        double largest = 0;
        for (int i = 0; i < rows; i++) {
            double[] alone = encoder.apply(x.slice(0, i, i + 1)).readDoubles();
            for (int j = 0; j < width; j++) {
                double value = together[i * width + j];
                double difference = Math.abs(value - alone[j]) / (1 + Math.abs(value));
                largest = Math.max(largest, difference);
            }
        }
        if (largest > 1e-2) {
            report(
                    ("%s: the outputs of a row depend on the other rows of its batch, or on noise, by"
                                    + " up to %s"
                                    + "\ncall model.eval() before the export: batch normalisation and"
                                    + " dropout are in training mode")
                            .formatted(encoder.file().path(), number(largest)),
                    remarks);
        }
    }

    /**
     * Changes one thing after another as long as the bound becomes clearly better. Right axes also
     * make the reconstruction better: a bound may be better by its KL alone if the prior is not the
     * model's.
     */
    private void compareReadings(
            OnnxReading declared, Optional<Bound> first, Batch batch, List<String> remarks) {
        List<Range> ranges = data.domain().isWithinUnitInterval() ? Range.USUAL : List.of();
        OnnxReading read = declared;
        Optional<Bound> best = first;
        for (int i = 0; i < MOST_MISTAKES; i++) {
            OnnxReading next = read;
            Optional<Bound> found = best;
            for (OnnxReading other : read.others(ranges)) {
                Optional<Bound> bound = bound(other, batch);
                if (bound.isPresent()
                        && (best.isEmpty() || isClearlyBetter(bound.get(), best.get()))
                        && (best.isEmpty()
                                || other.hasAxesOf(read)
                                || bound.get().reconstruction() > best.get().reconstruction())
                        && (found.isEmpty() || bound.get().mean() > found.get().mean())) {
                    next = other;
                    found = bound;
                }
            }
            if (next.equals(read)) {
                break;
            }
            read = next;
            best = found;
        }
        List<OnnxReading.Difference> mistakes = read.from(declared);
        if (first.isEmpty()) {
            String why = whyInvalid(declared, batch);
            throw new IllegalArgumentException(
                    best.map(bound -> why + "\n" + text(mistakes, first, bound)).orElse(why));
        }
        if (!mistakes.isEmpty()) {
            report(text(mistakes, first, best.orElseThrow()), remarks);
        }
    }

    private String whyInvalid(OnnxReading declared, Batch batch) {
        try {
            elbo(declared, batch);
            return "the bound is not finite for the files as declared";
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static String text(
            List<OnnxReading.Difference> mistakes, Optional<Bound> declared, Bound best) {
        List<String> lines = new ArrayList<>();
        lines.add(
                mistakes.stream()
                        .map(OnnxReading.Difference::mistake)
                        .collect(Collectors.joining("; ")));
        declared.ifPresent(bound -> lines.add("bound as declared: " + bound));
        lines.add("bound read so: " + best);
        mistakes.forEach(mistake -> lines.add("set " + mistake.remedy()));
        return String.join("\n", lines);
    }

    private void report(String mistake, List<String> remarks) {
        if (settings.check() == OnnxModel.Check.OFF) {
            remarks.add(mistake.replace("\n", "; "));
            return;
        }
        throw new IllegalArgumentException(
                mistake + "\nor set check: off, to evaluate the files as declared");
    }

    private static boolean isClearlyBetter(Bound other, Bound than) {
        int n = than.perDatum().length;
        double[] gains = new double[n];
        Arrays.setAll(gains, i -> other.perDatum()[i] - than.perDatum()[i]);
        double mean = Arrays.stream(gains).average().orElseThrow();
        double squares = Arrays.stream(gains).map(gain -> (gain - mean) * (gain - mean)).sum();
        double error = Math.sqrt(squares / Math.max(1, n - 1) / n);
        return mean > CLEAR * error
                && mean > LEAST_NATS
                && mean > LEAST_SHARE * Math.abs(than.mean());
    }

    /** Returns the bound under a reading; empty if its numbers are not valid. */
    private Optional<Bound> bound(OnnxReading reading, Batch batch) {
        try {
            Bound found = elbo(reading, batch);
            return Arrays.stream(found.perDatum()).allMatch(Double::isFinite)
                    ? Optional.of(found)
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Bound elbo(OnnxReading reading, Batch batch) {
        AmortizedInference.Encoder encoder = model.inference().amortized().orElseThrow().encoder();
        DeepGenerativeModel p = generative();
        DeepGenerativeModel read =
                new DeepGenerativeModel(
                        p.runtime(),
                        p.shape(),
                        p.condition(),
                        p.root(),
                        p.layers(),
                        new DeepGenerativeModel.Output(reading.decoder(), p.likelihood()));
        AmortizedInference q =
                new AmortizedInference(
                        new AmortizedInference.Encoder(
                                encoder.latent(), reading.encoder(), encoder.family()));
        try (TensorScope scope = model.runtime().scope()) {
            ElboTerms terms =
                    ElboTerms.of(
                            new LatentVariableModel(read, q, model.kl()),
                            batch,
                            KEY,
                            Phase.evaluation(),
                            DRAWS,
                            KlMode.AUTO);
            double[] bounds = terms.bound().readDoubles();
            double reconstruction = terms.reconstruction().mean().readScalar();
            return new Bound(bounds, reconstruction);
        }
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }
}
