// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.util.OptionalLong;
import org.vaelab.framework.data.DataSource;

/**
 * Makes data sources of one kind. It is asked before any tensor exists, so it gets no context.
 *
 * @param <S> their settings
 */
public interface DataSourceFactory<S extends Record> {

    /** Returns the class of the settings. */
    Class<S> settingsType();

    /** Returns what {@code vaelab list data} says of the source, in one line. */
    String description();

    /** Makes the source; nothing is loaded yet. */
    DataSource create(S settings);

    /** Returns the number of training examples, if it is known before anything is loaded. */
    default OptionalLong trainingExamples(S settings) {
        return OptionalLong.empty();
    }
}
