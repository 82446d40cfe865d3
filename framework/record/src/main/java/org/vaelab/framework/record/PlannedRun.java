// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A run as it was decided before the first one started.
 *
 * @param model the name of the model in the config
 * @param hash {@link RecordMapper#hash} of {@code config}
 * @param config the config of this run, every default filled in
 * @param data the checksum of its data, as {@link Provenance.Data#checksum}; null until they are
 *     loaded
 */
public record PlannedRun(
        String model,
        String variant,
        long seed,
        String hash,
        JsonNode config,
        @Nullable String data) {

    private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.,=+-]*");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{10,}");
    private static final int HASH_LENGTH = 10;

    /**
     * Checks the components.
     *
     * @throws IllegalArgumentException if the model's name cannot be part of a folder's name or the
     *     hash is not one of {@link RecordMapper#hash}
     */
    public PlannedRun {
        if (!MODEL.matcher(Objects.requireNonNull(model, "model")).matches()) {
            throw new IllegalArgumentException(
                    "model name '"
                            + model
                            + "' is not allowed: a letter, digit or _ first, then letters, digits"
                            + " and _ . , = + -");
        }
        Objects.requireNonNull(variant, "variant");
        if (!HASH.matcher(Objects.requireNonNull(hash, "hash")).matches()) {
            throw new IllegalArgumentException(
                    "hash must be at least 10 hexadecimal digits, is '" + hash + "'");
        }
        config = Objects.requireNonNull(config, "config").deepCopy();
    }

    /** Plans a run whose data have not been loaded yet. */
    public PlannedRun(String model, String variant, long seed, String hash, JsonNode config) {
        this(model, variant, seed, hash, config, null);
    }

    /** Returns the run of a record. */
    public static PlannedRun of(RunRecord run) {
        Provenance from = run.provenance();
        return new PlannedRun(
                run.model(), run.variant(), run.seed(), from.configHash(), from.config());
    }

    public PlannedRun on(String checksum) {
        return new PlannedRun(model, variant, seed, hash, config, checksum);
    }

    /** Returns the seeds of runs, ascending. */
    public static Set<Long> seeds(Collection<PlannedRun> runs) {
        return runs.stream().map(PlannedRun::seed).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns the name of the run for readers, {@code <model> seed <seed>}. */
    public String label() {
        return model + " seed " + seed;
    }

    /** Returns the name of the run's folder, {@code <model>-<seed>-<hash>}. */
    public String folderName() {
        return model + "-" + seed + "-" + hash.substring(0, HASH_LENGTH);
    }
}
