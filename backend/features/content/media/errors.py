"""How images are refused: each with its reason."""

from backend.core.errors import Invalid, NotFound, OverLimit, TooLarge, Unavailable, Unsupported


class UploadNotFound(NotFound):
    """There is no such image among yours."""

    code = "media.not_found"
    detail = "There is no such image among yours. Upload it first."


class ForeignImage(Invalid):
    """The address is not one of ours."""

    code = "media.foreign_url"
    detail = (
        "Only images that you uploaded here can be sent. Upload the file instead of its address."
    )


class NoFile(Invalid):
    """The file part is missing or empty."""

    code = "media.empty"
    detail = "Send the image in the part named file; it was missing or empty."


class NotAnImage(Unsupported):
    """The content is no image that can be read."""

    code = "media.not_an_image"
    detail = "This is not a PNG, JPEG or WebP image, whatever its name says."


class UnsupportedFormat(Unsupported):
    """An image, but of a format that is not taken."""

    code = "media.unsupported_format"
    detail = "This format is not taken (HEIC, AVIF, GIF, TIFF, BMP and others). Save it as PNG or JPEG and send that."


class SvgRefused(Unsupported):
    """SVG is a program, not a picture."""

    code = "media.svg"
    detail = "SVG is not taken. Send a PNG or JPEG screenshot."


class Animated(Unsupported):
    """More than one frame."""

    code = "media.animated"
    detail = "Animations are not taken. Send a still screenshot."


class Truncated(Invalid):
    """The file breaks off or is damaged."""

    code = "media.truncated"
    detail = "The image is damaged or breaks off. Save the screenshot again and send that."


class TooManyPixels(TooLarge):
    """More pixels than can be worked on."""

    code = "media.too_many_pixels"
    detail = "The image has too many pixels. Send a smaller screenshot."


class TooSmall(Invalid):
    """Too few pixels to show anything."""

    code = "media.too_small"
    detail = "The image is too small to show a chart."


class TooManyBytes(TooLarge):
    """The file is too large."""

    code = "media.too_large"
    detail = "The file is too large. Send a smaller screenshot."


class TooManyImages(OverLimit):
    """More images than five minutes allow."""

    code = "media.too_many"
    detail = "You are uploading faster than the coach can look. Wait a moment."


class CleaningBusy(Unavailable):
    """Too many images are being worked on."""

    code = "media.busy"
    detail = "Many images are being worked on right now. Try again in a few seconds."


class StorageAway(Unavailable):
    """The image store does not answer."""

    code = "media.storage_unavailable"
    detail = "The image store does not answer right now. Nothing was saved; try again in a moment."


class LinkExpired(NotFound):
    """The link's time is over, or it was never one."""

    code = "media.link_expired"
    detail = "This image link has expired. Read the message again for a fresh one."


IMAGE_REFUSALS = (
    NoFile,
    NotAnImage,
    UnsupportedFormat,
    SvgRefused,
    Animated,
    Truncated,
    TooManyPixels,
    TooSmall,
    TooManyBytes,
    TooManyImages,
    CleaningBusy,
    StorageAway,
)
