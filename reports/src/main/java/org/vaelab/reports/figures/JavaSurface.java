// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import org.vaelab.reports.figures.Picture.Ink;

/**
 * Draws pictures by Java 2D.
 *
 * @param sharpness the side of the square that a pixel of a small image becomes
 */
record JavaSurface(Graphics2D graphics, int sharpness) implements Picture.Surface {

    private static final int FINE = 64;

    @Override
    public void shape(Shape shape, Ink ink) {
        graphics.setColor(ink.colour());
        graphics.setClip(ink.clip());
        if (ink.stroke() == null) {
            graphics.fill(shape);
        } else {
            graphics.setStroke(ink.stroke());
            graphics.draw(shape);
        }
        graphics.setClip(null);
    }

    @Override
    public void image(BufferedImage image, Rectangle2D place) {
        int times = image.getHeight() < FINE ? sharpness : 1;
        int width = times * image.getWidth();
        int height = times * image.getHeight();
        BufferedImage sharp = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D pixels = sharp.createGraphics();
        pixels.drawImage(image, 0, 0, width, height, null);
        pixels.dispose();
        AffineTransform to = AffineTransform.getTranslateInstance(place.getX(), place.getY());
        to.scale(place.getWidth() / width, place.getHeight() / height);
        graphics.drawImage(sharp, to, null);
    }

    @Override
    public void group(AffineTransform place, Picture picture) {
        AffineTransform before = graphics.getTransform();
        graphics.transform(place);
        picture.drawOn(this);
        graphics.setTransform(before);
    }
}
