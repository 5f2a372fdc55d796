package io.github.waitgroup.sample.page;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/**
 * A picture of a page. It is kept with 32 shades of each colour, which nobody sees and which makes it a third smaller.
 */
final class Picture {

    private static final int SHADES = 32;

    private Picture() {}

    static void keep(byte[] png, Path file) throws IOException {
        BufferedImage taken = ImageIO.read(new ByteArrayInputStream(png));
        BufferedImage kept = new BufferedImage(taken.getWidth(), taken.getHeight(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < taken.getHeight(); y++) {
            for (int x = 0; x < taken.getWidth(); x++) {
                int rgb = taken.getRGB(x, y);
                kept.setRGB(x, y, nearest(rgb >> 16) << 16 | nearest(rgb >> 8) << 8 | nearest(rgb));
            }
        }
        ImageIO.write(kept, "png", file.toFile());
    }

    private static int nearest(int colour) {
        return ((colour & 255) * (SHADES - 1) + 127) / 255 * 255 / (SHADES - 1);
    }
}
