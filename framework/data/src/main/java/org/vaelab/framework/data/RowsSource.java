// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;

/**
 * Rows that a Java program holds in memory. The config names their content, and the program gives
 * them.
 */
@Part(value = "rows", description = "rows in the memory of a Java program, which gives them")
public record RowsSource(
        @Setting("name in tables") String name,
        @Setting("what the values are") ValueDomain domain,
        @Setting("SHA-256 of the rows, their labels and how they are split") String checksum)
        implements DataSource {

    @Override
    public Dataset load(Progress progress, ValuePrecision precision) {
        throw DataException.of(
                "the rows '%s' are in the memory of the program that trained with them"
                        + "\n    in Java: Results.model(name, seed), or Model.open with the Lab of the"
                        + " experiment; rows of your own go into the methods of a Model",
                name);
    }

    @Override
    public String defaultLikelihood() {
        return domain.likelihood();
    }
}
