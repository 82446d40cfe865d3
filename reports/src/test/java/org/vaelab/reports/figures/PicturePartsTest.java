// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vaelab.reports.figures.Picture.Part;

/** A page cuts a picture between its rows only. */
class PicturePartsTest {

    private static Picture rows(int columns, double... heights) {
        List<Picture> all = new ArrayList<>();
        for (double height : heights) {
            all.add(new Picture(10).height(height));
        }
        return Picture.grid(100, all, columns, 5, 0);
    }

    @Test
    void rowsThatFitStayTogether() {
        assertThat(rows(1, 100, 100, 100).parts(320)).containsExactly(new Part(0, 310));
    }

    @Test
    void aPartHasAsManyRowsAsFit() {
        assertThat(rows(1, 100, 100, 100).parts(210))
                .containsExactly(new Part(0, 205), new Part(205, 310));
        assertThat(rows(2, 100, 90, 100, 100).parts(110))
                .containsExactly(new Part(0, 100), new Part(100, 205));
    }

    @Test
    void aRowThatIsTooHighIsAlone() {
        assertThat(rows(1, 50, 500, 50).parts(100))
                .containsExactly(new Part(0, 50), new Part(50, 555), new Part(555, 610));
    }

    @Test
    void rowsInsideARowCount() {
        Picture panels = rows(2, 100, 100, 100, 100);
        Picture legend = new Picture(100).height(20);
        assertThat(Picture.grid(100, List.of(legend, panels), 1, 0, 0).parts(130))
                .containsExactly(new Part(0, 120), new Part(120, 225));
    }

    @Test
    void aPictureWithoutRowsIsWhole() {
        assertThat(new Picture(10).height(1000).parts(100)).containsExactly(new Part(0, 1000));
    }
}
