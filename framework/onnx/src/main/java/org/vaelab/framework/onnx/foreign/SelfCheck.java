// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.foreign;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
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
import org.vaelab.framework.network.HeadForm;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;

/**
 * Looks for the usual mistakes in how two files are read: logits or probabilities, log-variance or
 * standard deviation, 0..1 or 0..255. It compares the bound under each reading on a few training
 * examples. A model was trained to have a high bound, so the right reading has by far the best one.
 * It also looks for rows of a batch that influence one another, as in batch normalisation that is still
 * in training mode.
 */
final class SelfCheck {

    private static final int EXAMPLES = 64;

    private static final int DRAWS = 8;

    private static final RandomKey KEY = RandomKey.of(0).split("selfCheck");

    private static final List<Range> RANGES =
            List.of(Range.UNIT, new Range(0, 255), new Range(-1, 1));

    /** A better reading is an error if its bound is better by so many standard errors. */
    private static final double CLEAR = 6;

    /** A better reading is an error if its bound is better by this share of the declared one. */
    private static final double LEAST_SHARE = 0.03;

    /** A better reading is an error if its bound is better by so many nats. */
    private static final double LEAST_NATS = 1;

    private static final int MOST_MISTAKES = 4;

    private static final int ROWS = 4;

    private final OnnxVariant settings;
    private final LatentVariableModel model;
    private final PreparedData data;

    SelfCheck(OnnxVariant settings, LatentVariableModel model, PreparedData data) {
        this.settings = settings;
        this.model = model;
        this.data = data;
    }

    /**
     * How the two files are read.
     *
     * @param what was changed, for messages
     * @param setting that reads them so
     */
    private record Reading(OnnxNetwork encoder, OnnxNetwork decoder, String what, String setting) {}

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
    }

    /**
     * Returns what is doubtful.
     *
     * @throws IllegalArgumentException if another reading is clearly better, unless the check is off
     */
    List<String> remarks() {
        Optional<Reading> declared = declared();
        if (declared.isEmpty()) {
            return List.of();
        }
        try (TensorScope scope = model.runtime().scope()) {
            Batch batch = batch();
            List<String> remarks = new ArrayList<>();
            requireIndependentRows(declared.get().encoder(), batch.x(), remarks);
            compareReadings(declared.get(), batch, remarks);
            return remarks;
        }
    }

    private Optional<Reading> declared() {
        return model.inference()
                .amortized()
                .filter(q -> q.encoder().network() instanceof OnnxNetwork)
                .filter(q -> model.generative() instanceof DeepGenerativeModel)
                .map(
                        q ->
                                new Reading(
                                        (OnnxNetwork) q.encoder().network(),
                                        (OnnxNetwork) generative().output().network(),
                                        "",
                                        ""));
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
                            .formatted(encoder.session().file(), number(largest)),
                    remarks);
        }
    }

    private void compareReadings(Reading declared, Batch batch, List<String> remarks) {
        Reading current = declared;
        Bound first = bound(declared, batch).orElse(null);
        if (first == null) {
            throw unreadable(declared, batch);
        }
        Bound best = first;
        List<Reading> mistakes = new ArrayList<>();
        while (mistakes.size() < MOST_MISTAKES) {
            Reading next = null;
            Bound nextBound = best;
            for (Reading other : others(current)) {
                Optional<Bound> found = bound(other, batch);
                if (found.isPresent()
                        && isClearlyBetter(found.get(), best)
                        && found.get().mean() > nextBound.mean()) {
                    next = other;
                    nextBound = found.get();
                }
            }
            if (next == null) {
                break;
            }
            mistakes.add(next);
            current = next;
            best = nextBound;
        }
        if (!mistakes.isEmpty()) {
            report(text(mistakes, first, best, batch.size()), remarks);
        }
    }

    /** Explains outputs that are not valid as declared, with the bounds of readings that are. */
    private IllegalArgumentException unreadable(Reading declared, Batch batch) {
        StringBuilder text = new StringBuilder();
        try {
            elbo(declared, batch);
            text.append("the bound is not finite for the files as declared");
        } catch (IllegalArgumentException e) {
            text.append(e.getMessage());
        }
        for (Reading other : others(declared)) {
            bound(other, batch)
                    .ifPresent(
                            found ->
                                    text.append(
                                            "\n%s: bound %s nats; set %s"
                                                    .formatted(
                                                            other.what(),
                                                            number(found.mean()),
                                                            other.setting())));
        }
        return new IllegalArgumentException(text.toString());
    }

    private static String text(List<Reading> mistakes, Bound declared, Bound best, int examples) {
        StringBuilder text = new StringBuilder();
        for (Reading mistake : mistakes) {
            text.append(text.isEmpty() ? "" : "; ").append(mistake.what());
        }
        text.append(
                ("\nbound as declared: %s nats, with reconstruction %s"
                                + "\nbound read so: %s nats, with reconstruction %s, on %s training"
                                + " examples")
                        .formatted(
                                number(declared.mean()),
                                number(declared.reconstruction()),
                                number(best.mean()),
                                number(best.reconstruction()),
                                examples));
        mistakes.forEach(mistake -> text.append("\nset ").append(mistake.setting()));
        return text.toString();
    }

    private void report(String mistake, List<String> remarks) {
        if (settings.check() == OnnxVariant.Check.OFF) {
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

    /** Returns all readings that differ in one thing. */
    private List<Reading> others(Reading from) {
        List<Reading> others = new ArrayList<>();
        AmortizedInference q = model.inference().amortized().orElseThrow();
        for (HeadForm form : q.encoder().family().forms()) {
            addForm(
                    from.encoder(),
                    form,
                    OnnxNetworks.ENCODER_OUTPUTS,
                    read -> new Reading(read, from.decoder(), "", ""),
                    others);
        }
        for (HeadForm form : generative().likelihood().forms(model.shape())) {
            addForm(
                    from.decoder(),
                    form,
                    OnnxNetworks.DECODER_OUTPUTS,
                    read -> new Reading(from.encoder(), read, "", ""),
                    others);
        }
        if (data.domain().isWithinUnitInterval()) {
            for (Range range : RANGES) {
                if (!range.equals(from.encoder().inputRange())) {
                    others.add(
                            new Reading(
                                    from.encoder().expecting(range),
                                    from.decoder(),
                                    "%s seems to expect inputs in %s, and gets %s"
                                            .formatted(
                                                    from.encoder().session().file(),
                                                    range,
                                                    from.encoder().inputRange()),
                                    "inputRange: " + range));
                }
            }
        }
        return others;
    }

    private static void addForm(
            OnnxNetwork network,
            HeadForm form,
            String key,
            Function<OnnxNetwork, Reading> with,
            List<Reading> others) {
        if (!network.outputs().mayBe(form)) {
            return;
        }
        OnnxNetwork read = network.readAs(form);
        Reading reading = with.apply(read);
        others.add(
                new Reading(
                        reading.encoder(),
                        reading.decoder(),
                        "%s seems to give (%s), and is read as (%s)"
                                .formatted(
                                        network.session().file(), form, network.outputs().form()),
                        read.outputs().setting(key)));
    }

    /** Returns the bound under a reading; empty if its numbers are not valid. */
    private Optional<Bound> bound(Reading reading, Batch batch) {
        try {
            Bound found = elbo(reading, batch);
            return Arrays.stream(found.perDatum()).allMatch(Double::isFinite)
                    ? Optional.of(found)
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Bound elbo(Reading reading, Batch batch) {
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
