// SPDX-License-Identifier: Apache-2.0
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import javax.imageio.ImageIO;

/**
 * Draws colour pictures of 28x28 and writes their captions, for configs/pairs.yaml:
 *
 * <pre>
 *   java configs/pairs/MakePairs.java DIR [NUMBER]
 *
 *   DIR/pictures/0000.png ...   a shape of one colour on black
 *   DIR/captions.csv            file,caption     0000.png,a red circle
 * </pre>
 *
 * <p>A caption names the colour and the shape. It does not say where the shape is, nor its size.
 * The same number gives the same files.
 */
final class MakePairs {

    private static final int SIDE = 28;

    private static final List<String> SHAPES = List.of("circle", "square", "triangle");

    /** A colour and its name. */
    private enum Paint {
        RED(230, 50, 40),
        GREEN(50, 190, 70),
        BLUE(50, 90, 230);

        private final Color color;

        Paint(int red, int green, int blue) {
            color = new Color(red, green, blue);
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private MakePairs() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 1 || arguments.length > 2) {
            System.err.println("usage: java MakePairs.java DIR [NUMBER]");
            System.exit(2);
        }
        Path folder = Path.of(arguments[0]);
        int number = arguments.length == 2 ? Integer.parseInt(arguments[1]) : 900;
        Path pictures = Files.createDirectories(folder.resolve("pictures"));
        Random random = new Random(1);
        List<String> table = new ArrayList<>(List.of("file,caption"));
        for (int i = 0; i < number; i++) {
            Paint paint = Paint.values()[random.nextInt(Paint.values().length)];
            String shape = SHAPES.get(random.nextInt(SHAPES.size()));
            double radius = 7 + 3 * random.nextDouble();
            double x = SIDE / 2.0 + 6 * random.nextDouble() - 3;
            double y = SIDE / 2.0 + 6 * random.nextDouble() - 3;
            String file = String.format(Locale.ROOT, "%04d.png", i);
            BufferedImage picture = picture(paint.color, outline(shape, x, y, radius));
            ImageIO.write(picture, "png", pictures.resolve(file).toFile());
            table.add(file + ",a " + paint.word() + " " + shape);
        }
        Files.write(folder.resolve("captions.csv"), table);
        System.out.printf("%d pictures and captions in %s%n", number, folder);
    }

    private static Shape outline(String shape, double x, double y, double radius) {
        switch (shape) {
            case "circle":
                return new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius);
            case "square":
                double half = 0.85 * radius;
                return new Rectangle2D.Double(x - half, y - half, 2 * half, 2 * half);
            default:
                Path2D triangle = new Path2D.Double();
                triangle.moveTo(x, y - radius);
                triangle.lineTo(x + radius, y + radius);
                triangle.lineTo(x - radius, y + radius);
                triangle.closePath();
                return triangle;
        }
    }

    private static BufferedImage picture(Color color, Shape shape) {
        BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setRenderingHint(
                RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setColor(color);
        graphics.fill(shape);
        graphics.dispose();
        return picture;
    }
}
