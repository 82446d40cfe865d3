// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import de.rototor.pdfbox.graphics2d.PdfBoxGraphics2D;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;

/** A picture as a PDF document of one page of its size. */
final class PdfFile {

    /** No viewer blurs squares of so many pixels. */
    private static final int SHARPNESS = 4;

    private PdfFile() {}

    static byte[] of(Picture picture) {
        float width = (float) picture.width();
        float height = (float) Math.ceil(picture.height());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PDDocument document = new PDDocument()) {
            // Without an identifier of its own, a document has one of the time.
            document.setDocumentId(0L);
            PDPage page = new PDPage(new PDRectangle(width, height));
            document.addPage(page);
            PdfBoxGraphics2D graphics = new PdfBoxGraphics2D(document, width, height);
            picture.drawOn(new JavaSurface(graphics, SHARPNESS));
            graphics.dispose();
            try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                content.drawForm(graphics.getXFormObject());
            }
            document.save(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
