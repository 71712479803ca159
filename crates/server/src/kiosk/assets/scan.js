// Codes before the camera, where the browser reads them itself; elsewhere the way to it is not offered.

import { open, stay, words } from "./screen.js";

const EVERY = 250;

// Offers the camera if it can read codes. `scanned` is told what a code says.
export async function scanning(scanned) {
    const formats = await globalThis.BarcodeDetector?.getSupportedFormats?.().catch(() => []);
    if (!formats?.includes("qr_code") || !navigator.mediaDevices?.getUserMedia) return { stop() {} };
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    const way = document.getElementById("to-scan");
    const video = document.getElementById("camera");
    const note = document.getElementById("scan-note");
    const asks = note.textContent;
    let stream = null;
    let timer = 0;
    let opened = 0;
    const stop = () => {
        opened += 1;
        clearTimeout(timer);
        for (const track of stream?.getTracks() ?? []) track.stop();
        stream = video.srcObject = null;
        note.textContent = asks;
    };
    const look = async () => {
        const codes = await detector.detect(video).catch(() => []);
        if (!stream) return;
        if (codes.length) {
            stop();
            scanned(codes[0].rawValue);
        } else {
            timer = setTimeout(look, EVERY);
        }
    };
    way.hidden = false;
    way.addEventListener("click", async () => {
        open("scan");
        stay();
        const mine = ++opened;
        try {
            const seen = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "user" }, audio: false });
            if (mine !== opened) return seen.getTracks().forEach((track) => track.stop());
            stream = video.srcObject = seen;
            await video.play();
            look();
        } catch {
            note.textContent = words.noCamera;
        }
    });
    return { stop };
}
