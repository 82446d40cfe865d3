// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A run as it was decided before the first one started.
 *
 * @param model the name of the model in the config
 * @param variant the name of its variant
 * @param seed the seed
 * @param hash {@link RecordMapper#hash} of {@code config}
 * @param config the config of this run, every default filled in
 */
public record PlannedRun(String model, String variant, long seed, String hash, JsonNode config) {

    private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.,=+-]*");
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
        if (Objects.requireNonNull(hash, "hash").length() < HASH_LENGTH) {
            throw new IllegalArgumentException("hash '" + hash + "' is too short");
        }
        config = Objects.requireNonNull(config, "config").deepCopy();
    }

    /** Returns the name of the run's folder, {@code <model>-<seed>-<hash>}. */
    public String folderName() {
        return model + "-" + seed + "-" + hash.substring(0, HASH_LENGTH);
    }
}
