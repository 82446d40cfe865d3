// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.Binarization;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Dequantization;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.LeftOut;
import org.vaelab.framework.data.Preparation;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.data.Standardization;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.data.ValueSplit;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.AlsoKnownAs;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;

/**
 * The section {@code data} of a config: a source with its settings, and the preparation of the
 * data.
 *
 * @param name the value of {@code source:}, the name of a part or of a folder
 * @param source the settings of the source, which create it
 * @param keys the keys that every source has
 */
@Internal
public record DataSpec(String name, DataSource source, Keys keys) {

    private static final String LABEL = "label";

    /** The keys of {@code data} that all sources share. */
    public record Keys(
            @Setting(
                            value =
                                    "how values become zeros and ones: none, threshold or"
                                            + " threshold(0.3), static or static(7), dynamic",
                            defaultValue = "none")
                    Binarization binarize,
            @Setting("how grey levels are spread over their bins; absent: they stay as they are")
                    @JsonInclude(JsonInclude.Include.NON_NULL)
                    @Nullable Dequantization dequantize,
            @Setting(
                            "whether each value is standardised by its mean and standard deviation"
                                    + " over the training examples; default false, and true for the"
                                    + " real columns and dates of a table, unless it has a domain")
                    @AlsoKnownAs({"normalize", "normalise", "standardise"})
                    @JsonInclude(JsonInclude.Include.NON_NULL)
                    @Nullable Boolean standardize,
            @Setting(
                            "number of training examples held out for validation, or a fraction"
                                    + " between 0 and 1; absent: none")
                    @AlsoKnownAs({"valid", "val", "validationSplit", "valFraction"})
                    @Nullable Validation validation,
            @Setting(
                            "classes left out of training and validation: [0, 1], or {column:"
                                    + " shape, values: [heart]}; absent: none")
                    @JsonInclude(JsonInclude.Include.NON_NULL)
                    @Nullable Without without,
            @Setting(
                            "number of training examples whose labels stay known, at least 1, drawn"
                                    + " by the seed of a run; absent: all")
                    @JsonInclude(JsonInclude.Include.NON_NULL)
                    @Nullable Integer labelled,
            @Setting(
                            "values that are given and not modelled, by name: {upper: {rows: [0,"
                                    + " 13]}}, or [age, income]; absent: none")
                    @JsonInclude(JsonInclude.Include.NON_NULL)
                    @Nullable GivenValues given,
            @Setting(
                            "probability that an autoregressive decoder is not shown a token of a"
                                    + " training text, from 0 to 1; absent: all are shown")
                    @AlsoKnownAs({"tokenDropout", "inputDropout"})
                    @JsonInclude(JsonInclude.Include.NON_NULL)
                    @Nullable Double wordDropout,
            @Setting(
                            value =
                                    "seed of the binarisation that evaluation sees, and of the"
                                            + " choice of validation and test examples; training seeds"
                                            + " do not change them",
                            defaultValue = "0")
                    long evaluationSeed) {

        public Keys {
            if (labelled != null && labelled < 1) {
                throw new SettingException(
                        "labelled",
                        "must be at least 1, is "
                                + labelled
                                + "; leave it out where all labels are known");
            }
            // Rejects keys that exclude each other.
            new Preparation(
                    binarize,
                    Optional.ofNullable(dequantize),
                    standardizes(),
                    wordDropout == null ? 0 : wordDropout);
        }

        private Preparation preparation(Dataset data, DataSource source) {
            return new Preparation(
                    binarize,
                    Optional.ofNullable(dequantize),
                    standardize == null ? isUsuallyStandardized(data, source) : standardize,
                    wordDropout == null ? 0 : wordDropout);
        }

        /** Whether real columns of a table are standardised, where each column has its own kind. */
        private boolean isUsuallyStandardized(Dataset data, DataSource source) {
            if (!(binarize instanceof Binarization.None)
                    || data.facts().form().columns().stream().noneMatch(c -> c.kind().isReal())) {
                return false;
            }
            // The last is asked only where it matters: some sources open their file for it.
            return data.domain() == ValueDomain.COLUMNS
                    || (data.domain() == ValueDomain.REAL
                            && source.defaultLikelihood().equals(ValueDomain.COLUMNS.likelihood()));
        }

        private boolean standardizes() {
            return Boolean.TRUE.equals(standardize);
        }
    }

    /** The number of held-out training examples: {@code 0.1} of them, or {@code 1000}. */
    public sealed interface Validation {

        /**
         * A number of examples.
         *
         * @param examples at least 1
         */
        record Count(@JsonValue int examples) implements Validation {}

        /**
         * A part of the examples.
         *
         * @param fraction more than 0, less than 1
         */
        record Fraction(@JsonValue double fraction) implements Validation {}

        /** Reads either from a number. */
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static Validation of(Number value) {
            if (value instanceof Integer count && count >= 1) {
                return new Count(count);
            }
            if (value instanceof Double fraction && fraction > 0 && fraction < 1) {
                return new Fraction(fraction);
            }
            throw new SettingException(
                    "validation",
                    "must be a number of examples (1, 2, ...) or a fraction between 0"
                            + " and 1, is "
                            + value);
        }
    }

    /** Returns the number of training examples, if it is known before anything is loaded. */
    OptionalLong trainingExamples() {
        OptionalLong all = source.trainingExamples();
        if (all.isEmpty() || keys.without() != null) {
            return OptionalLong.empty();
        }
        long heldOut = 0;
        if (keys.validation() instanceof Validation.Count count) {
            heldOut = count.examples();
        } else if (keys.validation() instanceof Validation.Fraction part) {
            heldOut = Math.round(part.fraction() * all.getAsLong());
        }
        return OptionalLong.of(all.getAsLong() - heldOut);
    }

    /** Loads the data of a source. */
    @FunctionalInterface
    public interface Loading {
        Dataset load(DataSource source, ValuePrecision precision);
    }

    /**
     * Loads and prepares the data. It removes the classes left out, holds validation examples out,
     * hides labels, separates given from modelled values, and binarises or standardises.
     *
     * @param loading returns the data of a source
     * @param precision of the values that a model sees
     * @param seed of the run, which selects the labels that stay known
     * @throws org.vaelab.framework.data.DataException if the data are absent or damaged, or cannot
     *     be split or binarised as configured
     */
    public PreparedData load(Loading loading, ValuePrecision precision, long seed) {
        // Values with a large mean keep their digits until they are standardised.
        ValuePrecision loadedIn = keys.standardizes() ? ValuePrecision.DOUBLE : precision;
        Dataset data = loading.load(source, loadedIn);
        if (keys.without() != null) {
            Without out = keys.without();
            data = data.without(LeftOut.of(data, out.column(), out.values()));
        }
        if (keys.validation() != null) {
            data = hold(data, keys.validation(), RandomKey.of(keys.evaluationSeed()));
        }
        if (keys.labelled() != null) {
            data = data.labelled(classes(data), keys.labelled(), RandomKey.of(seed));
        }
        if (keys.given() != null) {
            data = data.given(keys.given().of(data));
        }
        return prepare(data, precision, Optional.empty());
    }

    /**
     * Binarises, dequantises or standardises data as configured.
     *
     * @param known how they are standardised; empty: by the statistics of the training examples
     */
    public PreparedData prepare(
            Dataset data, ValuePrecision precision, Optional<Standardization> known) {
        Preparation preparation = keys.preparation(data, source);
        if (preparation.standardizes()
                && data.train().split().flatMap(of -> of.find(ValueSplit.SCALE)).isPresent()) {
            throw new DataException(
                    "data.standardize is true, and data.scale gives each window a mean and a deviation"
                            + " already\nleave one of them out");
        }
        // Columns of a table are read in double precision, in case they are standardised.
        Dataset read = preparation.standardizes() ? data : data.in(precision);
        return new PreparedData(read, preparation, keys.evaluationSeed(), precision, known);
    }

    /** Returns whether the data depend on the seed of a run. */
    public boolean dependsOnSeed() {
        return keys.labelled() != null;
    }

    /** The column by which known labels are balanced: {@code label}, or the first. */
    private static String classes(Dataset data) {
        List<String> names = data.train().labels().map(Labels::names).orElse(List.of());
        if (names.isEmpty()) {
            throw new DataException("labelled: " + data.name() + " has no labels");
        }
        return names.contains(LABEL) ? LABEL : names.get(0);
    }

    private static Dataset hold(Dataset dataset, Validation part, RandomKey key) {
        return part instanceof Validation.Count count
                ? dataset.withValidation(count.examples(), key)
                : dataset.withValidation(((Validation.Fraction) part).fraction(), key);
    }
}
