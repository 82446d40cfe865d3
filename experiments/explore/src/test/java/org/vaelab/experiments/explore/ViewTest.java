// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.explore;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Form;

class ViewTest {

    @Test
    void aPixelHasItsPlace() {
        assertThat(View.name(Form.arrays(), new DataShape(1, 2, 3), 5))
                .isEqualTo("row 2, column 3");
        DataShape colours = new DataShape(3, 2, 3);
        assertThat(View.name(Form.arrays(), colours, 0)).isEqualTo("row 1, column 1, red");
        assertThat(View.name(Form.arrays(), colours, 6 + 3)).isEqualTo("row 2, column 1, green");
        assertThat(View.name(Form.arrays(), colours, 17)).isEqualTo("row 2, column 3, blue");
    }

    @Test
    void aNumberOfAVectorHasItsIndex() {
        assertThat(View.name(Form.arrays(), DataShape.flat(4), 3)).isEqualTo("x3");
    }
}
