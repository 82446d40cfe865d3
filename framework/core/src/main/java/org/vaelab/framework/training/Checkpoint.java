// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.SafetensorsHeader;
import org.vaelab.framework.data.Standardization;
import org.vaelab.framework.data.StoredSummary;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The state to resume training, or to use a model again.
 *
 * <p>On disk it is one file in the safetensors format, which NumPy, PyTorch and JAX read. It has 8
 * bytes with the little-endian length n, then n bytes of JSON, then the arrays, little-endian and
 * row-major. The JSON maps the name of each array to its {@code dtype}, {@code shape} and {@code
 * data_offsets}. Facts about the run are in the JSON's {@code __metadata__}, as strings. Names:
 * {@code model.*}, {@code estimator.*}, {@code optimizer.*}, {@code best.*} under early stopping,
 * {@code data.mean} and {@code data.deviation} of standardised data, and {@code data.trainingMean}.
 * The fact {@code summary} describes the training data as JSON ({@link StoredSummary}). {@link
 * CheckpointFile} writes it, with the fact {@code sha256}: the checksum of all other bytes.
 *
 * @param arrays by name
 * @param facts by name, such as {@code step}
 */
public record Checkpoint(Map<String, Array> arrays, Map<String, String> facts) {

    static final String MODEL = "model";

    /** The prefix of the model's best parameters so far. */
    static final String BEST = "best";

    /** The name under which the number of steps done is stored. */
    public static final String STEP = "step";

    /** The name under which the number of steps planned in each phase is stored. */
    static final String STEPS = "steps";

    /**
     * The name of the fact which class asked for the number of steps planned; absent if none did.
     */
    static final String USER_OF_STEPS = "userOfSteps";

    /**
     * The name of the fact after which steps training went on to more steps than were planned
     * before.
     */
    static final String CONTINUED_AT = "continuedAt";

    static final String KEY = "key";

    static final String DTYPE = "dtype";

    /** The name under which the checksum of the data is stored; version 0.1 did not store it. */
    static final String DATA = "data";

    /** The names under which the statistics of standardised data are stored, in float64. */
    private static final String DATA_MEAN = "data.mean";

    private static final String DATA_DEVIATION = "data.deviation";

    /**
     * The fact with the summary of the training data, as JSON; older checkpoints do not have it, or
     * have one without a form, by another name.
     */
    private static final String SUMMARY = "trainingData";

    /** The name under which the mean of the training data is stored, in float64. */
    private static final String TRAINING_MEAN = "data.trainingMean";

    /**
     * One array; exactly one of the two value arrays is not empty unless the array is. An array
     * without elements counts as float32.
     *
     * @param shape its extents
     * @param floats its elements, row-major, if it is float32
     * @param doubles its elements, row-major, if it is float64
     */
    @SuppressWarnings("ArrayRecordComponent") // A carrier of bulk data that nobody compares.
    public record Array(int[] shape, float[] floats, double[] doubles) {

        public Array {
            long size = 1;
            for (int extent : shape) {
                size *= extent;
            }
            if (floats.length + (long) doubles.length != size
                    || (floats.length > 0 && doubles.length > 0)) {
                throw new IllegalArgumentException(
                        "%s floats and %s doubles do not fill shape %s"
                                .formatted(floats.length, doubles.length, Arrays.toString(shape)));
            }
        }

        /** Returns whether the elements are float64. */
        public boolean isDouble() {
            return doubles.length > 0;
        }
    }

    /**
     * Copies both maps, sorted by name, so that equal checkpoints have equal bytes.
     *
     * @throws IllegalArgumentException if an array has the name that the format reserves
     */
    public Checkpoint {
        if (arrays.containsKey(SafetensorsHeader.METADATA)) {
            throw new IllegalArgumentException(
                    "no array can be called " + SafetensorsHeader.METADATA);
        }
        arrays = Collections.unmodifiableMap(new TreeMap<>(arrays));
        facts = Collections.unmodifiableMap(new TreeMap<>(facts));
    }

    /**
     * Returns the number of steps done.
     *
     * @throws IllegalArgumentException if the facts do not say it
     */
    public long step() {
        long step = wholeNumber(STEP);
        if (step < 0) {
            throw new IllegalArgumentException("the checkpoint's step is " + step);
        }
        return step;
    }

    /**
     * Returns why training cannot go on from here to more steps than were planned, as if they had
     * been planned from the start; empty if it can.
     */
    public Optional<String> obstacleToMoreSteps() {
        String user = facts.get(USER_OF_STEPS);
        if (user != null) {
            return Optional.of(user + " depends on training.steps");
        }
        if (fact(STEPS).contains("+")) {
            return Optional.of(
                    "with training.priorSteps, the prior is fitted after all other steps");
        }
        return facts.containsKey(EarlyStop.BEST_BOUND)
                ? Optional.of(
                        "with training.earlyStopping, the last checkpoint has the best parameters")
                : Optional.empty();
    }

    /**
     * Returns after which numbers of steps training went on to more steps than were planned before,
     * ascending.
     */
    public List<Long> continuedAt() {
        return Pattern.compile(" ")
                .splitAsStream(facts.getOrDefault(CONTINUED_AT, ""))
                .filter(step -> !step.isEmpty())
                .map(Long::valueOf)
                .toList();
    }

    /** Returns the name of the phase of training; empty for a file that is not of training. */
    public String phase() {
        return facts.getOrDefault(TrainingPhase.PHASE, "");
    }

    /** Returns the checksum of the data that were trained on, if the facts say it. */
    public Optional<String> data() {
        return Optional.ofNullable(facts.get(DATA));
    }

    /** Returns this checkpoint with the checksum of the data that were trained on. */
    public Checkpoint on(String checksum) {
        Map<String, String> more = new TreeMap<>(facts);
        more.put(DATA, checksum);
        return new Checkpoint(arrays, more);
    }

    /** Returns the arrays that training continues from: all except the statistics of the data. */
    Map<String, Array> ofTraining() {
        Map<String, Array> left = new TreeMap<>(arrays);
        left.remove(DATA_MEAN);
        left.remove(DATA_DEVIATION);
        left.remove(TRAINING_MEAN);
        return left;
    }

    /** Returns the standardisation of the data, if there was one. */
    public Optional<Standardization> standardization() {
        Array mean = arrays.get(DATA_MEAN);
        Array deviation = arrays.get(DATA_DEVIATION);
        return mean == null || deviation == null
                ? Optional.empty()
                : Optional.of(new Standardization(mean.doubles(), deviation.doubles()));
    }

    /**
     * Returns the summary of the data that were trained on; empty in checkpoints of earlier
     * versions.
     *
     * @throws IllegalArgumentException if it cannot be read
     */
    public Optional<StoredSummary> summary() {
        String json = facts.get(SUMMARY);
        Array mean = arrays.get(TRAINING_MEAN);
        return json == null || mean == null
                ? Optional.empty()
                : Optional.of(StoredSummary.read(json, standardization(), mean.doubles()));
    }

    /** Returns this checkpoint with a summary of the data, their standardisation included. */
    public Checkpoint with(StoredSummary summary) {
        Map<String, Array> arrays = new TreeMap<>(this.arrays);
        summary.standardization()
                .ifPresent(
                        by -> {
                            arrays.put(DATA_MEAN, vector(by.mean()));
                            arrays.put(DATA_DEVIATION, vector(by.deviation()));
                        });
        arrays.put(TRAINING_MEAN, vector(summary.trainingMean()));
        Map<String, String> facts = new TreeMap<>(this.facts);
        facts.put(SUMMARY, summary.json());
        return new Checkpoint(arrays, facts);
    }

    private static Array vector(double[] values) {
        return new Array(new int[] {values.length}, new float[0], values);
    }

    long wholeNumber(String fact) {
        String text = fact(fact);
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "the checkpoint's " + fact + " is '" + text + "', not a whole number", e);
        }
    }

    /** Returns a fact that must be there. */
    String fact(String name) {
        String value = facts.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the checkpoint does not say its " + name);
        }
        return value;
    }

    /**
     * Overwrites a model's parameters by those that training ended with: the best by validation
     * under early stopping, else the last.
     *
     * @throws IllegalArgumentException if an array is missing or of another shape
     */
    public void restoreModel(LatentVariableModel model) {
        ParameterArrays.restore(model.parameters(), prefixOfModel(), arrays);
    }

    /** Returns the prefix of the parameters that training ended with. */
    String prefixOfModel() {
        boolean hasBest = arrays.keySet().stream().anyMatch(name -> name.startsWith(BEST + "."));
        return hasBest ? BEST : MODEL;
    }

    /** Returns this checkpoint with a further fact about its run. */
    public Checkpoint with(String fact, String text) {
        Map<String, String> more = new TreeMap<>(facts);
        more.put(fact, text);
        return new Checkpoint(arrays, more);
    }

    /**
     * Overwrites what an estimator and its regulariser have learned by what training ended with, if
     * this is a checkpoint of such ones: it has an array of the shape for each of their parameters.
     */
    public void restoreEstimator(List<Parameter> parameters) {
        boolean isOfSuch =
                parameters.stream()
                        .allMatch(
                                p -> {
                                    Array array =
                                            arrays.get(TrainingPhase.ESTIMATOR + "." + p.name());
                                    return array != null
                                            && Shape.of(array.shape()).equals(p.value().shape());
                                });
        if (isOfSuch) {
            ParameterArrays.restore(parameters, TrainingPhase.ESTIMATOR, arrays);
        }
    }
}
