// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * A source that is made of others. Its setting {@code parts} has a section for each, as {@code
 * data} would have it: {@code {source: npy, train: a.npy}}. Who reads the config creates the
 * sources, and with them {@link #of} the source that loads.
 */
public interface CompositeSource extends DataSource {

    /** Returns the sections by the names of the parts, in order. */
    Map<String, JsonNode> parts();

    /**
     * Returns the source of created parts.
     *
     * @param written the sections with all their keys
     * @param sources by the same names
     * @throws IllegalArgumentException if the settings do not fit the sources; the message begins
     *     with a key
     */
    DataSource of(Map<String, JsonNode> written, Map<String, DataSource> sources);

    /**
     * {@inheritDoc}
     *
     * @throws DataException always: only the source of created parts can load
     */
    @Override
    default Dataset load(Progress progress, ValuePrecision precision) {
        throw new DataException("the parts of this source are sections of a config");
    }
}
