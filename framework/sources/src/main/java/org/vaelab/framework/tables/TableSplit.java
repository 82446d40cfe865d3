// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;

/** A column whose values tell the test rows from the others. It is no value of an example. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TableSplit(
        @Setting("the name of the column") String column,
        @Setting("its value in test rows, or a list of several") OneOrMore test,
        @Setting("its value in validation rows, or a list of several; absent: there are none")
                @Nullable OneOrMore validation) {

    /**
     * @throws IllegalArgumentException if a value is in both
     */
    public TableSplit {
        for (String value : validation == null ? List.<String>of() : validation.texts()) {
            if (test.texts().contains(value)) {
                throw SettingException.about(
                        "split", "\"" + value + "\" is in both test and validation");
            }
        }
    }
}
